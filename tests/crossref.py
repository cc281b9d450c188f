"""A server that plays Crossref: it answers requests for a DOI and searches, from records that a test sets."""

import json
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.web import FakeWeb, Handler, Page

HOST = "api.crossref.org"
LIMITS = {"X-Rate-Limit-Limit": "1000", "X-Rate-Limit-Interval": "1s"}


class CrossrefServer:
    """Answers for a host of a `FakeWeb`.

    Attributes:
        records: the messages by DOI in lower case.
        faults: for a DOI or title, the answers that come before the right one. `None` is the right one.
        asked: the DOIs and titles that were asked for, in order.
    """

    def __init__(self, *records: dict[str, Any]) -> None:
        self.records = {record["DOI"].lower(): record for record in records}
        self.faults: dict[str, list[Callable[[Handler], None] | None]] = defaultdict(list)
        self.asked: list[str] = []
        self._lock = Lock()

    def __call__(self, handler: Handler) -> None:
        parts = urlsplit(handler.path)
        query = parse_qs(parts.query)
        if parts.path == "/works":
            name = query.get("query.bibliographic", query.get("filter", [""]))[0]
        else:
            name = unquote(parts.path.removeprefix("/works/")).lower()
        with self._lock:
            self.asked.append(name)
            faults = self.faults[name]
            fault = faults.pop(0) if faults else None
        answer = fault or self._answer(name, query)
        answer(handler)

    def _answer(self, name: str, query: dict[str, list[str]]) -> Page:
        if "filter" in query:
            return _page(self._registered_since(name, query["cursor"][0], int(query["rows"][0])))
        if query:
            return _page({"items": self._ranked(name, query.get("query.author", [""])[0], int(query["rows"][0]))})
        if name in self.records:
            return _page(self.records[name])
        return Page(b"Resource not found.", "text/plain", status=404, headers=LIMITS)

    def _registered_since(self, filters: str, cursor: str, rows: int) -> dict[str, Any]:
        """Return a page of the records of a journal, prefix or member from a day on, and the cursor of the next page.

        A record without a date of registration was registered on the first day of all.
        """
        chosen = dict(pair.split(":", 1) for pair in filters.split(","))
        day = chosen.pop("from-created-date")
        ((field, value),) = chosen.items()
        found = []
        for record in sorted(self.records.values(), key=_created):
            values = {"issn": record.get("ISSN", ()), "prefix": [record["DOI"].split("/")[0]]}
            values["member"] = [record.get("member", "")]
            if value in values[field] and _created(record) >= day:
                found.append(record)
        start = 0 if cursor == "*" else int(cursor.removeprefix("next="))
        return {"items": found[start : start + rows], "next-cursor": f"next={start + rows}"}

    def _ranked(self, title: str, author: str, rows: int) -> list[dict[str, Any]]:
        """Return the records with the most words in common, as a search engine would: it always finds something."""
        wanted = set(f"{title} {author}".lower().split())

        def shared(record: dict[str, Any]) -> int:
            people = " ".join(person.get("family", "") for person in record.get("author", ()))
            return len(wanted & set(f"{' '.join(record['title'])} {people}".lower().split()))

        return sorted(self.records.values(), key=shared, reverse=True)[:rows]


def _created(record: dict[str, Any]) -> str:
    """Return the day on which a record was registered."""
    parts = record.get("created", {}).get("date-parts", [[1, 1, 1]])[0]
    return "{:04}-{:02}-{:02}".format(*parts)


def registered(day: str, **more: Any) -> dict[str, Any]:
    """Return the fields of a record that was registered on a day (2026-11-30)."""
    return {"created": {"date-parts": [[int(part) for part in day.split("-")]]}, **more}


def _page(message: dict[str, Any]) -> Page:
    body = json.dumps({"status": "ok", "message": message}).encode()
    return Page(body, "application/json", headers=LIMITS)


def article(doi: str, title: str, *families: str, year: int = 2014, **more: Any) -> dict[str, Any]:
    """Return a record of a journal article. Each name is "Family, Given"."""
    people = []
    for name in families:
        family, _, given = name.partition(", ")
        people.append({"family": family, "given": given} if given else {"family": family})
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": people,
        "container-title": ["Journal of Quiet Streets"],
        "volume": "42",
        "issue": "3",
        "page": "12-25",
        "published-print": {"date-parts": [[year, 6]]},
        "issued": {"date-parts": [[year - 1, 11, 2]]},
        **more,
    }


def serve(fake: FakeWeb, *records: dict[str, Any]) -> CrossrefServer:
    """Let a web have Crossref with these records."""
    server = CrossrefServer(*records)
    fake.hosts[HOST] = server
    return server
