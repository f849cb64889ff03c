"""What commissioners ask of trusts, and the action plans that they agree."""
