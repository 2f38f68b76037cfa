"""Lakes of order books: the whole way of a line as SQL, and engines that run it over many files."""
