"""What each indicator says of each trust, and the bands that follow: gathered, worked out and written."""
