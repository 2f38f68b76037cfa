"""Where events are kept: one schema, two engines."""
