"""RIS: one tag and value per line; `TY` begins an entry and `ER` ends it.

    TY  - RPRT
    AU  - Abt, Thomas
    TI  - What Works in Reducing Community Violence
    ER  -

A line is a tag, two spaces, a hyphen, a space and the value. The tags are those of the specification of 2001. Their
meaning for each type is Zotero's, because most RIS files are its exports. A comma in the name of a body is doubled, as
EndNote writes it.
"""

from corpus.exchange.ris.reading import read
from corpus.exchange.ris.writing import write

__all__ = ["read", "write"]
