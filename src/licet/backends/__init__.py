"""Readings of one expression tree: scalar, columns, sql, text."""
