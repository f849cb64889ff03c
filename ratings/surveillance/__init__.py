"""Quality surveillance groups: what their members know together, and who shared what with whom."""
