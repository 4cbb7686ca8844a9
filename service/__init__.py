"""Everything a person touches: the doors, the verbs behind them, and what keeps an installation running."""
