"""Homes: places, the way to one, tenancies, and what is counted of them."""
