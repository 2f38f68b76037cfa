"""One line, decided: the books of its day, the determination, the proof, what is missing, what would change it."""
