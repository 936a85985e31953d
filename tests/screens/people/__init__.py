"""Pages of the people around a client."""
