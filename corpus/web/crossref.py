"""Crossref, with which publishers register DOIs: asks for the record of a DOI, or for records that look like a work.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from corpus.errors import InputError, NotFetched
from corpus.model import CrossrefRecord
from corpus.web.crossref_record import parse_record
from corpus.works.identifiers import bare_doi, is_doi

if TYPE_CHECKING:
    from corpus.web.client import Web

SERVER = "https://api.crossref.org"

SECONDS_BETWEEN_REQUESTS = 0.2
"""Until the server says how many requests it allows: five a second for one record (limits of December 2025)."""

MAX_CANDIDATES = 5
"""Records that a search returns. The work is nearly always the first, and a preprint of it may be beside it."""

_CANDIDATE_FIELDS = "DOI,type,title,subtitle,author,issued,published-print,published-online,container-title"


class Crossref:
    """Asks Crossref, or a server with its interface, one request at a time."""

    def __init__(self, web: "Web", server: str = SERVER) -> None:
        self._web = web
        self._server = server.rstrip("/").removesuffix("/works")
        web.set_delay(urlsplit(self._server).hostname or "", SECONDS_BETWEEN_REQUESTS)

    def check_reachable(self) -> None:
        """Check that the server can be reached.

        Raises:
            Offline: it cannot.
        """
        self._web.check_reachable([self._server])

    def record(self, doi: str) -> CrossrefRecord | None:
        """Return the record of a DOI, or None if Crossref has none: DOIs of other registries are not in it.

        The record may have another DOI: Crossref follows a DOI that was replaced.

        Args:
            doi: with or without a resolver in front.

        Raises:
            InputError: this is not a DOI.
            NotFetched: Crossref does not answer, or not with a record.
        """
        name = bare_doi(doi)
        if not is_doi(name):
            raise InputError(f"{doi!r} is not a DOI: a DOI looks like 10.1093/acrefore/9780190264079.013.11")
        try:
            message = self._ask(name, f"/works/{quote(name, safe='')}")
        except NotFetched as error:
            if error.nothing_there:
                return None
            raise
        return parse_record(message)

    def search(self, title: str, author: str) -> list[CrossrefRecord]:
        """Return the records that are most like a title and an author's family name. They have few fields.

        Raises:
            NotFetched: Crossref does not answer, or not with a list of records.
        """
        query = {"query.bibliographic": title, "rows": MAX_CANDIDATES, "select": _CANDIDATE_FIELDS}
        if author:
            query["query.author"] = author
        message = self._ask(title, f"/works?{urlencode(query)}")
        items = message.get("items")
        if not isinstance(items, list):
            raise NotFetched(f"Crossref's answer for the title {title!r} is not a list of records")
        return [parse_record(item) for item in items[:MAX_CANDIDATES] if isinstance(item, dict)]

    def _ask(self, name: str, path: str) -> Mapping[str, Any]:
        """Return the message of an answer.

        Raises:
            NotFetched: there is no answer, or it has no message.
        """
        with self._web.visit(name) as visit:
            answer = visit.text(self._server + path, "application/json")
        try:
            message = json.loads(answer)["message"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotFetched(f"Crossref's answer for {name!r} is not a record") from error
        if not isinstance(message, dict):
            raise NotFetched(f"Crossref's answer for {name!r} is not a record")
        return message
