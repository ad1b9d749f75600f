"""Checks of a result and of the rows that it was made from, one in each file."""
