"""The pages of who leads a team, and of handing dossiers over."""
