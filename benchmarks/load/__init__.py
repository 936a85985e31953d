"""Thousands of devices against a running service, from one process: `python -m benchmarks.load`."""
