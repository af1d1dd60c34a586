"""English, as Hong Kong writes it."""
