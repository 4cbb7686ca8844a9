"""Complementary teams: who together covers all that a project lacks."""
