"""The addresses: the application around them, its bounds, its counts, and how it is run."""
