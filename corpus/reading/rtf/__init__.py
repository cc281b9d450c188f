"""Rich text -> documents.

reader    read a document token by token
words     the control words that the reader knows
state     what it remembers: styles, groups and the table that is being read
"""
