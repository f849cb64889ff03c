"""Mortality alerts: raised where deaths were above those expected for longer than chance explains, and their course."""
