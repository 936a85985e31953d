"""The ZRM assessment: the overview with its trend, and the sheet of thirteen domains."""
