"""The demo: a team, a caseload and a year of notes on real parts."""
