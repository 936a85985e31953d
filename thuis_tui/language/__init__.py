"""Messages in the user's language, through gettext."""
