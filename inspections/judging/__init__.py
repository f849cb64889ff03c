"""Judgements, the grid of ratings that follows from them, and departures from what the rules give."""
