"""A sample of a trust's real complaints, drawn for an inspection by a rule that anybody can repeat (T41)."""
