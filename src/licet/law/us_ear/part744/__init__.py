"""Part 744: end uses and end users, one file per section group."""
