"""The public pages as files, for any static host; and what tells crawlers of them."""
