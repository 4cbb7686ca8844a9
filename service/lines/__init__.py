"""What a project's lines ask, by when, in which order, how much of it is taken, and what is wrong with them."""
