"""The vocabularies of the records, one file for each part of the work."""
