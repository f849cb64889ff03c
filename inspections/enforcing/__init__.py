"""Enforcement: breaches of the fundamental standards, notices and what follows them, representations and answers."""
