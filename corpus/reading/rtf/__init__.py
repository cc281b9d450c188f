"""Rich text -> documents.

reader        read a document token by token
words         the control words that the reader knows
state         groups, styles and tables while they are read
fonts         which character a byte is
paragraphs    make blocks of paragraphs, tables and notes
"""
