"""What the reports count: a few grouped queries each, whatever the number of people."""
