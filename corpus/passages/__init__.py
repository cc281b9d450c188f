"""Cutting a document into passages, and the part of a report that a passage belongs to."""
