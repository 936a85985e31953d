"""Pictures of every screen, to look at with one's own eyes: `python -m tests.shots OUTDIR`."""
