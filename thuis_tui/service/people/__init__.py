"""Who is who and who may what: accounts, roles, grants, sign-in, and what changes hands."""
