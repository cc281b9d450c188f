"""The embedding model and the cross-encoder: their files, and how to run them."""
