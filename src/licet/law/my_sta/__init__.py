"""Malaysia: the Strategic Trade Act on AI chips of US origin."""
