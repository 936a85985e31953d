"""The database of the service: its tables, its schemas through time, and transactions on it."""
