"""The names and subjects of a question, and whether a text mentions them in any form.

`places.json` has the names of places in English, Spanish and Portuguese, one place on each line; `Mexic*` is the
beginning of a word that mentions it. The names of countries and of many cities are from the Unicode CLDR.
`subjects.json` has the words for a person, an illness, a weapon and the like that a question may have, and all words
and beginnings of words that mention the same.
"""
