"""The device side of sync: a state machine, its disk side and its HTTP transport."""
