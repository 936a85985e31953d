"""Homes: the register, the form of one home, and taking in a corporation's list."""
