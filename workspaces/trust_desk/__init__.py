"""The pages of a trust's people: what is due, sending, mending, explaining, signing, and receipts."""
