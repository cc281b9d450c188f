"""Answering people: the command line and the `Assistant` behind it."""
