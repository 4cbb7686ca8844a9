"""Who fits whom, and why: numbers only."""
