"""Works: keys, editions, identifying a file, corrections to a reference, and the reading list."""
