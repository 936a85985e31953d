"""The whole intake: section by section, and the sheet to type it over."""
