"""Improvements whose measure moved, offered to others."""
