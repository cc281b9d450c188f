"""Identifiers of works: DOIs."""

import re

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)


def bare_doi(doi: str) -> str:
    """Return a DOI without its resolver or label: `https://doi.org/10.18235/0000170` becomes `10.18235/0000170`."""
    return _DOI_PREFIX.sub("", doi.strip())
