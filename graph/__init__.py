"""What the community is, and how it is kept."""
