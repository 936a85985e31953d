"""thuis: Housing First casework in the terminal."""
