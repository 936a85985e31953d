"""What leaves for research: which variables, how coarse, of whom, and how anonymous. Everything is pure."""
