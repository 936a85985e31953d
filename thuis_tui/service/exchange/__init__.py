"""What laptops send and fetch: push, pull, snapshots, what is kept aside, and hints."""
