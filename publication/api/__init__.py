"""The published record for programs: JSON, described by the same declarations that write it."""
