"""The improvement plan on a trust's desk, its monthly report, and the page of a partner trust that helps."""
