"""The pages of inspections for a trust's people: what concerns their trust, once it was shown to them."""
