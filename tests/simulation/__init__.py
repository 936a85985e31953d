"""A whole system in one process from one seed: devices, the service, the network, and every fault."""
