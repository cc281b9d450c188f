"""A matrix: questions down, works across, and in each cell what the work says, or that it was read and says nothing."""
