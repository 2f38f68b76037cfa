"""The Export Administration Regulations, 15 CFR parts 730 to 774, for AI chips: a module per part, tables beside it."""
