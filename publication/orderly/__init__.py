"""Orderly release: the calendar, who saw figures before, the attack on withheld cells, the package of a release."""
