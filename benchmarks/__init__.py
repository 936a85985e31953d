"""What is fast, against what, in one run: `python -m benchmarks` prints every figure beside its floor."""
