"""The law as it is printed: citations, paragraph numbers, official XML, and what of it this corpus answers."""
