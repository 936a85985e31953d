"""Records, vocabularies and the rules of the work."""
