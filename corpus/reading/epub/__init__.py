"""E-books -> documents.

reader     open a book, and read its chapters in order
package    the files of a book, their order and what the book says about itself
contents   the table of contents, and the pages of the printed edition
chapter    the blocks of one file, with its titles and page numbers
"""
