"""Who is behind a name: lists, matching, ownership, headquarters. Siblings of `decide`: neither reads the other."""
