"""Part 740: license exceptions, one file per section group."""
