"""Finding passages: vectors, terms, fusion."""
