"""Word documents -> documents.

reader    open a file, and read its paragraphs, tables, notes and text boxes in order
runs      the text of a paragraph: runs, fields, symbols, formulas
styles    what the styles of a document say about text
"""
