"""The rule language: expression tree, reader, fold, provisions, chains, tables, the book seen from a view."""
