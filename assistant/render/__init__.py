"""Output formats: what `Assistant` returns, as text for the terminal, JSON, Markdown, BibTeX and RIS.

A document is data: its text can neither style the output nor control the terminal.
"""
