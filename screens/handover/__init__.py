"""Handing dossiers over: the sheet, what is offered, cover, and access in an emergency."""
