"""What is written line after line: the logs of scopes, the access log, and the service's own journal."""
