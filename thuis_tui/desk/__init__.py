"""Use cases, one file per job: what the screens and the command line call."""
