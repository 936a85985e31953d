"""Reading the access log, checking it, and what laptops and the service put into it."""
