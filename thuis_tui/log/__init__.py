"""The log of each dossier: operations, clock, registers, chains, digests, merge and wire; pure, shared by
device and service."""
