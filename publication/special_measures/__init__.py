"""What anybody reads of special measures: a page for each trust, the list of trusts, files and JSON."""
