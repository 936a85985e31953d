"""The figures of the programme: what is counted of whom, how it adds up, and what is hidden of it."""
