"""The encrypted file on the laptop."""
