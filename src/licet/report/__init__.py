"""Printers of values: text for a terminal, charts. They decide nothing."""
