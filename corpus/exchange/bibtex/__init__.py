r"""BibTeX: `@techreport{abt-winship-2016, author = {Abt, Thomas and Winship, Christopher}, year = {2016}, ...}`.

Types and fields are BibTeX's own if it has them, so that every style prints the entry, and else biblatex's (`@online`,
`@video`, `urldate`, `pagetotal`). biblatex reads BibTeX's types and fields too. The meaning of a field for a type
follows Zotero.
"""

from corpus.exchange.bibtex.reading import read
from corpus.exchange.bibtex.writing import write

__all__ = ["read", "write"]
