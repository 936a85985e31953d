"""The terminal screens of thuis."""

import os

# Textual draws at most 60 times a second: what a letter changes after the letter itself, like the list under
# a filter, would be up to 33 ms behind it. Read when Textual is imported.
os.environ.setdefault("TEXTUAL_FPS", "120")
