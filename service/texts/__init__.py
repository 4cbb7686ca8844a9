"""How texts are read here: words, the operator's own, and sentence vectors."""
