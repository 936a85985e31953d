"""What was changed, what was removed, and taking one's last change back."""
