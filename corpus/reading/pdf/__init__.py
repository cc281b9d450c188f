"""PDF files: their lines, headings and reading order, and pages that are pictures."""
