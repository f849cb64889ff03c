"""The demonstration country: invented trusts, hospitals, wards, people and figures, the same at every making."""
