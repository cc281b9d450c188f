"""OpenDocument texts -> documents.

reader       open a file, and read its paragraphs, tables, notes and text boxes in order
numbering    the automatic numbers of headings and items
styles       what the styles of a document say about text
"""
