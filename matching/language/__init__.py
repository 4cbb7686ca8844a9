"""How short Chinese texts are read: as characters, as concepts of the vocabulary and, with an encoder, by meaning."""
