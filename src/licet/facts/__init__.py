"""What is being asked: the vocabulary, the front door, the chip catalogue."""
