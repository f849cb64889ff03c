"""An inspector's pages: where to look and why, a trust, a ward, who has sent, and how signals are worked out."""
