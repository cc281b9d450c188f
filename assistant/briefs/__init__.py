"""A brief: questions, the quotations that answer them with footnotes, and what each source is."""
