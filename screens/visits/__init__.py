"""Visits on the screens: the week, the page before the door, planning, and the alarm."""
