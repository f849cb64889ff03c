"""The inspector's pages of the report, what is asked of the trust, and enforcement."""
