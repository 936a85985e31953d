"""The figures of the programme: counted from the logs as far as these changed, and written."""
