"""Special measures: who is in them, what the criteria say of each trust, and the record of both."""
