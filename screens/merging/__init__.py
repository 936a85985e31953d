"""Making two dossiers of one person one."""
