"""Windows, as far as another system can play it."""
