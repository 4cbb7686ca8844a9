"""An installation from its start to its end: opened, warmed, served, kept tidy and examined."""
