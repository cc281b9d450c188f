"""Word documents -> documents.

reader       open a file, and read its paragraphs, tables, notes and text boxes in order
package      the parts of a document, and what is embedded in it
runs         the text of a paragraph: runs, fields, symbols, formulas
numbering    the automatic numbers of headings, items and notes
styles       what the styles of a document say about text
"""
