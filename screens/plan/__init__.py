"""The support plan: the page of a client, its forms, and what differs between versions."""
