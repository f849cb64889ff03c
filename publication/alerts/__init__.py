"""Alerts by email: of what, how often, confirmed and stopped by its reader alone."""
