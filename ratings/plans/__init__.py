"""The improvement plan of a trust in special measures, and its monthly report."""
