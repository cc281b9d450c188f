"""Citations and lists of references."""
