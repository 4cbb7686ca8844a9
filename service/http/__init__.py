"""What is the same for every request: what is logged, turned away, never repeated, and answered only once."""
