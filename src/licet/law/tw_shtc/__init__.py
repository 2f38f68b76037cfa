"""Taiwan: parties on the entity list for strategic high-tech commodities."""
