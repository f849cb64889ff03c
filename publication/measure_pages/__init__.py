"""Pages of one measure: of one trust with its charts, and of all trusts."""
