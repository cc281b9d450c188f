"""Works: keys, editions, what a file says about itself, and the reading list."""
