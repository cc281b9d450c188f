"""Text at rest: sources, pages, passages, references."""
