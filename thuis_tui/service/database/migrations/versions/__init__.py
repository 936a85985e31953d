"""One file for each revision. What is in one stays as it is: databases have been through it."""
