"""The parts of a form: fields derived from the records' own table of facts, and what holds them together."""
