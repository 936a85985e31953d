"""Keeping and letting go: backups and restore, retention, erasing, and all of one person."""
