"""Releases of the safety measures: what was frozen of each trust by each measure, and how it is told."""
