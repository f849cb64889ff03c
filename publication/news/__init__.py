"""What changed in public, and when: for pages, feeds and alerts."""
