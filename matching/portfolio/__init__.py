"""All open requirements against all supply: one plan, what it cannot meet, and what would close the gaps."""
