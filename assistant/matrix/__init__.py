"""A matrix: questions down, works across, and in each cell a quotation, or that the work has no answer."""
