"""The pages of who leads a team."""
