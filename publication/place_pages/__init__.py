"""What the pages of hospitals, trusts and wards have in common: in the order of what people ask, as known on a day."""
