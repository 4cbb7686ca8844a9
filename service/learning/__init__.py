"""From what was decided to weights that serve better."""
