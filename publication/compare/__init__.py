"""Up to three hospitals side by side."""
