"""Dates, exact quantities, errors, canonical bytes, the clock."""
