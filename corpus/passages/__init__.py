"""Documents cut into passages, and the part of a report that each belongs to."""
