"""Crossref, with which publishers register DOIs: asks for the record of a DOI, or for records that look like a work.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from corpus.errors import InputError, NotFetched
from corpus.model import CrossrefRecord
from corpus.web.crossref_record import created_day, parse_record
from corpus.works.identifiers import bare_doi, is_doi

if TYPE_CHECKING:
    from corpus.web.client import Web

SERVER = "https://api.crossref.org"

SECONDS_BETWEEN_REQUESTS = 0.2
"""Until the server says how many requests it allows: five a second for one record (limits of December 2025)."""

MAX_CANDIDATES = 5
"""Records that a search returns. The work is nearly always the first, and a preprint of it may be beside it."""

_CANDIDATE_FIELDS = "DOI,type,title,subtitle,author,issued,published-print,published-online,container-title"

NEW_WORKS_A_PAGE = 100
"""Records of new works that one request asks for; 1,000 is Crossref's limit. A hundred records with many authors each
are less than the 5 MB of a page. Chosen."""

MAX_NEW_WORKS = 1_000
"""New works of one member, prefix or journal that are asked for at a time: ten requests. Chosen."""

NOT_WORKS = frozenset(
    """book-series book-set component grant journal journal-issue journal-volume peer-review proceedings-series
    report-series standard-series""".split()
)
"""Crossref's types of records that are a container or a part of a work, and not a work to read."""

_NEW_WORK_FIELDS = f"{_CANDIDATE_FIELDS},volume,issue,page,publisher,ISSN,ISBN,created"


@dataclass(frozen=True, slots=True)
class NewWorks:
    """Works that were registered since a day.

    Attributes:
        records: the works, in the order in which they were registered. They have few fields.
        last_day: on which the last of them was registered.
        is_whole: whether these are all of them.
    """

    records: tuple[CrossrefRecord, ...]
    last_day: str
    is_whole: bool


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

    def new_works(self, field: str, value: str, since: str) -> NewWorks:
        """Return the works that were registered since a day, the first registered first, up to `MAX_NEW_WORKS`.

        Args:
            field: "issn", "prefix" or "member".
            value: of the field: 1745-9125, 10.1016, 78.
            since: the day, as in 2026-11-30. It is included.

        Raises:
            NotFetched: Crossref does not answer, or not with a list of records.
        """
        name = f"{field} {value}"
        query = {
            "filter": f"{field}:{value},from-created-date:{since}",
            "select": _NEW_WORK_FIELDS,
            "sort": "created",
            "order": "asc",
            "rows": NEW_WORKS_A_PAGE,
        }
        records: list[CrossrefRecord] = []
        cursor = "*"
        last_day = since
        for _ in range(MAX_NEW_WORKS // NEW_WORKS_A_PAGE):
            message = self._ask(name, f"/works?{urlencode({**query, 'cursor': cursor})}")
            items = message.get("items")
            if not isinstance(items, list):
                raise NotFetched(f"Crossref's answer for {name!r} is not a list of records")
            for item in items[:NEW_WORKS_A_PAGE]:
                if isinstance(item, dict) and item.get("type") not in NOT_WORKS:
                    records.append(parse_record(item))
                    last_day = max(last_day, created_day(item))
            next_cursor = message.get("next-cursor")
            if len(items) < NEW_WORKS_A_PAGE or not isinstance(next_cursor, str):
                return NewWorks(tuple(records), last_day, is_whole=True)
            cursor = next_cursor
        return NewWorks(tuple(records), last_day, is_whole=False)

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
