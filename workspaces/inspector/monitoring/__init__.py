"""Pages of what indicators say of trusts, their bands and releases: read as they are stored, nothing worked out."""
