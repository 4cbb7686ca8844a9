"""Compiled inner loops, each with a plain numpy twin that gives the same result."""
