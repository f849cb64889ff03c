"""What local bodies see: across the trusts of their area, with small numbers protected, and never a person."""
