"""Evaluation that anyone can repeat: sets on disk, protocol, metrics, and the methods to be beaten."""
