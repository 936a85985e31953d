"""A whole system in one process from one seed: devices, the service, the network between them, and every fault."""
