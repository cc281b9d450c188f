"""Standing questions: what a person keeps asking, what was shown for it, and what has changed since then.

A question, the evidence that was shown for it and its news change in one transaction. So a run that is killed has
either kept the news of a question and remembers its evidence, or neither. Nothing that becomes of works and sources
changes these rows, and `undo` does not either.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256

from corpus.errors import InputError, UnknownKey
from corpus.store.database import Database
from corpus.store.json_columns import Malformed, checking, parse, to_texts
from corpus.store.rows import NOW
from corpus.store.seals import broken_tables, row_digest
from corpus.watched import NewsItem, SeenSentence, ShownWork, StandingQuestion, WhatIsNew

MAX_QUESTIONS = 500
"""How many standing questions a library has. Chosen: a run asks all of them, a second or two each."""

MAX_NEWS = 1000
"""How many items of news of a question are kept. Chosen: years of them. The oldest are forgotten."""

_QUESTION = "number, uid, question, filters, k, made, asked, fingerprint, answered, reason"
_SEEN = "work, sentence, source, quote, citation"
_SHOWN = "work, title, citation, design, sources, notices, held"
_NEWS = "number, standing, uid, time, what, why, work, title, citation, design, quote, before, passage"
_DIGESTED = {"standing": _QUESTION, "seen": f"standing, {_SEEN}", "shown": f"standing, {_SHOWN}", "news": _NEWS}
"""The columns of each table that the digest of a row is of."""


@dataclass
class Memory:
    """What is remembered about a standing question, for `StandingQuestions.remembering`. The caller changes it.

    Attributes:
        question: the question, as it was asked last.
        seen: the sentences that were shown, by the key of the work and the sentence.
        shown: the works that were shown, by key.
        news: new items to keep.
    """

    question: StandingQuestion
    seen: dict[tuple[str, str], SeenSentence]
    shown: dict[str, ShownWork]
    news: list[NewsItem] = field(default_factory=list)


class StandingQuestions:
    """The standing questions of one library. To write, the database must be open for writing.

    Each change is one transaction, which reads what it changes. So several processes may change them at once.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def questions(self) -> list[StandingQuestion]:
        """Return all standing questions, the oldest first."""
        rows = self._database.rows(f"SELECT {_QUESTION} FROM standing ORDER BY number")
        return [_to_question(row) for row in rows]

    def question(self, number: int) -> StandingQuestion:
        """Return a standing question.

        Raises:
            UnknownKey: there is none with this number.
        """
        rows = self._database.rows(f"SELECT {_QUESTION} FROM standing WHERE number = ?", number)
        if not rows:
            raise UnknownKey(f"there is no standing question {number}: `evidence watch list` shows all")
        return _to_question(rows[0])

    def add(self, text: str, filters: Mapping[str, object], k: int) -> tuple[StandingQuestion, bool]:
        """Add a standing question, and return it and whether it is new. The same question with the same filters is not.

        Raises:
            InputError: there are too many.
        """
        with self._database.transaction() as cursor:
            held = self.questions()
            for question in held:
                if (question.text, dict(question.filters), question.k) == (text, dict(filters), k):
                    return question, False
            if len(held) >= MAX_QUESTIONS:
                raise InputError(
                    f"there are {len(held)} standing questions, and {MAX_QUESTIONS} is the limit: remove one first"
                )
            ((number, uid, now),) = self._database.rows(
                f"SELECT coalesce(max(number), 0) + 1, lower(hex(randomblob(16))), {NOW} FROM standing"
            )
            question = StandingQuestion(number, uid, text, dict(filters), k, now)
            _put(cursor, "standing", _question_row(question))
        return question, True

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove standing questions, what was remembered for them, and their news: all of them, or none.

        Raises:
            UnknownKey: there is no question with one of the numbers.
        """
        with self._database.transaction() as cursor:
            for number in numbers:
                self.question(number)
                cursor.execute("DELETE FROM standing WHERE number = ?", (number,))

    @contextmanager
    def remembering(self, number: int) -> Iterator[Memory]:
        """Read what is remembered about a question, let the caller change it, and write it. All in one transaction.

        The question counts as asked now.

        Raises:
            UnknownKey: there is no such question.
        """
        with self._database.transaction() as cursor:
            memory = Memory(self.question(number), self._seen(number), self._shown(number))
            seen_before = dict(memory.seen)
            yield memory
            ((now,),) = cursor.execute(f"SELECT {NOW}").fetchall()
            _put(cursor, "standing", _question_row(replace(memory.question, asked=now)))
            for place, sentence in memory.seen.items():
                if seen_before.get(place) != sentence:
                    _put(cursor, "seen", (number, *_seen_row(sentence)))
            cursor.execute("DELETE FROM shown WHERE standing = ?", (number,))
            for work in memory.shown.values():
                _put(cursor, "shown", (number, *_shown_row(work)))
            _put_news(cursor, memory, now)

    def news(self, *, of: Sequence[int] = (), unread: bool = False, unreported: bool = False) -> list[NewsItem]:
        """Return the items of news, the oldest first.

        Args:
            of: the numbers of questions; none for all.
            unread: only the items that no person has marked as read.
            unreported: only the items that no run has shown.
        """
        states = ("new",) if unreported else ("new", "unread") if unread else ("new", "unread", "read")
        rows = self._database.rows(
            f"SELECT {_NEWS}, state FROM news WHERE state IN (SELECT value FROM json_each(?)) ORDER BY number",
            json.dumps(states),
        )
        items = [_to_item(row) for row in rows]
        return [item for item in items if not of or item.question in of]

    def mark_reported(self, numbers: Sequence[int]) -> None:
        """Note that a run has shown these items of news."""
        query = "UPDATE news SET state = 'unread' WHERE state = 'new' AND number IN (SELECT value FROM json_each(?))"
        with self._database.transaction() as cursor:
            cursor.execute(query, (json.dumps(list(numbers)),))

    def mark_read(self, numbers: Sequence[int] = ()) -> int:
        """Note that a person has read these items of news; none for all. Return how many were unread.

        Raises:
            UnknownKey: there is no item with one of the numbers. Nothing has changed.
        """
        with self._database.transaction() as cursor:
            known = {number for (number,) in cursor.execute("SELECT number FROM news").fetchall()}
            for number in numbers:
                if number not in known:
                    raise UnknownKey(f"there is no item {number}: `evidence watch news --all` shows all")
            cursor.execute(
                "UPDATE news SET state = 'read' WHERE state != 'read' AND number IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(numbers or known)),),
            )
            return cursor.rowcount

    def _seen(self, number: int) -> dict[tuple[str, str], SeenSentence]:
        rows = self._database.rows(f"SELECT {_SEEN} FROM seen WHERE standing = ? ORDER BY work, sentence", number)
        return {(row[0], row[1]): SeenSentence(*row) for row in rows}

    def _shown(self, number: int) -> dict[str, ShownWork]:
        rows = self._database.rows(f"SELECT {_SHOWN} FROM shown WHERE standing = ? ORDER BY work", number)
        return {row[0]: _to_shown(row) for row in rows}


def _put_news(cursor: sqlite3.Cursor, memory: Memory, now: str) -> None:
    """Insert the new items of news of a question, and forget the oldest of too many."""
    question = memory.question
    ((last,),) = cursor.execute("SELECT coalesce(max(number), 0) FROM news").fetchall()
    for number, item in enumerate(memory.news, start=last + 1):
        uid = sha256(f"{question.uid} {number} {now}".encode()).hexdigest()[:32]
        texts = (item.key, item.title, item.citation, item.design, item.quote, item.before, item.passage)
        values = (number, question.number, uid, now, str(item.what), item.why, *texts)
        _put(cursor, "news", values, "new")
    cursor.execute(
        "DELETE FROM news WHERE standing = ?1 AND number NOT IN"
        " (SELECT number FROM news WHERE standing = ?1 ORDER BY number DESC LIMIT ?2)",
        (question.number, MAX_NEWS),
    )


def _put(cursor: sqlite3.Cursor, table: str, values: Sequence[object], *more: object) -> None:
    """Insert or update a row: its values, their digest, and more values that the digest is not of."""
    row = (*values, row_digest(*values), *more)
    places = ", ".join("?" * len(row))
    if table == "standing":  # a replaced row would take the rows of other tables that refer to it with it
        columns = [column.strip() for column in _DIGESTED[table].split(",")]
        changes = ", ".join(f"{column} = excluded.{column}" for column in (*columns, "digest"))
        cursor.execute(f"INSERT INTO {table} VALUES ({places}) ON CONFLICT (number) DO UPDATE SET {changes}", row)
    else:
        cursor.execute(f"INSERT OR REPLACE INTO {table} VALUES ({places})", row)


# --- rows ----------------------------------------------------------------------------------------------------------


def _question_row(question: StandingQuestion) -> tuple[object, ...]:
    filters = json.dumps(dict(question.filters), ensure_ascii=False, sort_keys=True)
    named = (question.number, question.uid, question.text, filters, question.k)
    state = (question.made, question.asked, question.fingerprint, int(question.answered), question.reason)
    return (*named, *state)


def _to_question(row: Sequence[object]) -> StandingQuestion:
    number, uid, text, filters, k, made, asked, fingerprint, answered, reason = row
    with checking(f"the standing question {number}"):
        parsed = parse(str(filters), "filters")
        if not isinstance(parsed, dict):
            raise Malformed("filters is not an object")
    return StandingQuestion(
        number=int(str(number)),
        uid=str(uid),
        text=str(text),
        filters=parsed,
        k=int(str(k)),
        made=str(made),
        asked=str(asked),
        fingerprint=str(fingerprint),
        answered=bool(answered),
        reason=str(reason),
    )


def _seen_row(sentence: SeenSentence) -> tuple[object, ...]:
    return (sentence.key, sentence.sentence, sentence.source, sentence.quote, sentence.citation)


def _shown_row(work: ShownWork) -> tuple[object, ...]:
    sources, notices = json.dumps(work.sources), json.dumps(work.notices)
    return (work.key, work.title, work.citation, work.design, sources, notices, int(work.held))


def _to_shown(row: Sequence[object]) -> ShownWork:
    key, title, citation, design, sources, notices, held = row
    with checking("a work of a standing question"):
        return ShownWork(
            str(key),
            str(title),
            str(citation),
            str(design),
            to_texts(str(sources), "sources"),
            to_texts(str(notices), "notices"),
            bool(held),
        )


def _to_item(row: Sequence[object]) -> NewsItem:
    number, question, *values, state = row
    uid, time, what, why, key, title, citation, design, quote, before, passage = map(str, values)
    with checking("an item of news"):
        if what not in list(WhatIsNew):
            raise Malformed(f"{what[:80]!r} is not a change in the evidence")
    return NewsItem(
        what=WhatIsNew(what),
        why=why,
        key=key,
        title=title,
        citation=citation,
        design=design,
        quote=quote,
        before=before,
        passage=passage,
        number=int(str(number)),
        question=int(str(question)),
        uid=uid,
        time=time,
        is_reported=state != "new",
        is_read=state == "read",
    )


def broken_rows(database: Database) -> list[str]:
    """Return the names of the tables that have a row that was changed from outside."""
    return broken_tables(database, _DIGESTED)
