"""Loads the demonstration country through every app; what it consists of stands in ``workspaces.demonstration``."""
