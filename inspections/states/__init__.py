"""The states of what moves in an inspection, each with the one list of ways between them. No framework in here."""
