"""Starts everything on one machine. Standard library only: this runs before anything is installed."""
