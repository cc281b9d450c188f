"""Language, sentences, tables and words of a text."""
