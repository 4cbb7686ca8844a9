"""Checked rows become nodes and links: identity, one load per file, and the way back."""
