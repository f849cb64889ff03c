"""Good practice: improvements whose measure moved, offered to other trusts and found by theme."""
