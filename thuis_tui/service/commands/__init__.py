"""`thuis serve` and `thuis admin`, one file a subject."""
