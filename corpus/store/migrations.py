"""The history of the schema of the corpus file. It is append only: scripts run in order, each in one transaction.

`PRAGMA user_version` holds how many scripts have run. A library of an older version is brought up to date when it is
opened for writing. A library of a newer version is refused.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache

MIGRATIONS = (
    # 1: works, sources, and their text.
    """
    CREATE TABLE work (                  -- what a source is, as CSL-JSON
        key     TEXT PRIMARY KEY,
        csl     TEXT NOT NULL,
        kind    TEXT NOT NULL,
        design  TEXT NOT NULL
    ) STRICT;
    CREATE TABLE source (                -- the bytes held; originals/ab/abcd...
        sha256      TEXT PRIMARY KEY,
        media_type  TEXT NOT NULL,
        work        TEXT NOT NULL REFERENCES work (key),
        kind        TEXT NOT NULL CHECK (kind IN ('full text', 'note')),
        chunker     INTEGER NOT NULL,    -- version of the rules that cut its passages
        warnings    TEXT NOT NULL        -- JSON array
    ) STRICT;
    CREATE INDEX source_work ON source (work);
    CREATE TABLE origin (                -- every path or URL the same bytes came under, newest last
        source  TEXT NOT NULL REFERENCES source (sha256) ON DELETE CASCADE,
        origin  TEXT NOT NULL,
        PRIMARY KEY (source, origin)
    ) STRICT;
    CREATE TABLE page (                  -- a source's text is its pages joined by one line feed
        source  TEXT NOT NULL REFERENCES source (sha256) ON DELETE CASCADE,
        number  INTEGER NOT NULL,        -- physical, from 1 (seconds from 0)
        kind    TEXT NOT NULL,
        label   TEXT,                    -- as printed
        start   INTEGER NOT NULL,        -- offset in the source's text
        text    TEXT NOT NULL,
        method  TEXT NOT NULL,
        PRIMARY KEY (source, number)
    ) STRICT;
    CREATE TABLE heading (
        source  TEXT NOT NULL REFERENCES source (sha256) ON DELETE CASCADE,
        start   INTEGER NOT NULL,
        level   INTEGER NOT NULL,
        text    TEXT NOT NULL,
        PRIMARY KEY (source, start)
    ) STRICT;
    CREATE TABLE passage (
        id        INTEGER PRIMARY KEY,
        source    TEXT NOT NULL REFERENCES source (sha256) ON DELETE CASCADE,
        start     INTEGER NOT NULL,
        "end"     INTEGER NOT NULL,      -- exclusive
        text      TEXT NOT NULL,         -- verbatim the source's text from start to end
        first     INTEGER NOT NULL,      -- page.number of its first and last character
        last      INTEGER NOT NULL,
        headings  TEXT NOT NULL,         -- JSON array, outermost first
        zone      TEXT NOT NULL,
        language  TEXT NOT NULL
    ) STRICT;
    CREATE INDEX passage_source ON passage (source, start);
    CREATE INDEX passage_zone ON passage (zone);
    """,
    # 2: whether this program guessed the design of a work.
    """
    ALTER TABLE work ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0 CHECK (guessed IN (0, 1));
    """,
    # 3: the confidence of OCR in a page, from 0 to 1; null if the text is the file's own.
    """
    ALTER TABLE page ADD COLUMN ocr REAL;
    """,
    # 4: digests that `verify` compares works and sources with. `seals.seal_all` seals existing rows. A later migration
    # that changes a sealed table must delete the seals of its rows.
    """
    CREATE TABLE seal (
        of      TEXT PRIMARY KEY,        -- a work's key, or a source's SHA-256
        sha256  TEXT NOT NULL            -- of its rows, and of all that belong to it
    ) STRICT;
    """,
    # 5: where the fields of a work came from: a JSON object of {"by", "is_sure"} by the names of CSL fields.
    """
    ALTER TABLE work ADD COLUMN origins TEXT NOT NULL DEFAULT '{}';
    DELETE FROM seal WHERE of IN (SELECT key FROM work);
    """,
    # 6: what was announced about a work (a JSON array of {"kind", "date", "doi"}), and the answers of Crossref.
    """
    ALTER TABLE work ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';
    DELETE FROM seal WHERE of IN (SELECT key FROM work);
    CREATE TABLE lookup (                -- not sealed: what was asked can be asked again
        work    TEXT PRIMARY KEY REFERENCES work (key) ON DELETE CASCADE ON UPDATE CASCADE,
        asked   TEXT NOT NULL,           -- a DOI, or title, author and year
        record  TEXT NOT NULL,           -- JSON; null if no record was found
        reason  TEXT NOT NULL,           -- why none was found
        day     TEXT NOT NULL            -- UTC
    ) STRICT;
    """,
    # 7: the keys that a work had before, a JSON array, the oldest first.
    """
    ALTER TABLE work ADD COLUMN former_keys TEXT NOT NULL DEFAULT '[]';
    DELETE FROM seal WHERE of IN (SELECT key FROM work);
    """,
    # 8: when a work, or the last of its files, was added (UTC, ISO 8601); null for the works of an older library.
    """
    ALTER TABLE work ADD COLUMN added TEXT;
    DELETE FROM seal WHERE of IN (SELECT key FROM work);
    """,
    # 9: what can be brought back (`corpus.store.history`): texts that were replaced, and what the last jobs changed.
    # A digest is of the columns before it, for `verify`; in `version`, without the first one.
    """
    CREATE TABLE aside (                 -- texts of sources that are not searched any more; their originals are kept
        sha256      TEXT PRIMARY KEY,
        media_type  TEXT NOT NULL,
        text        TEXT NOT NULL,       -- JSON: rows of page, heading and passage, by table
        digest      TEXT NOT NULL
    ) STRICT;
    CREATE TABLE version (               -- the earlier texts of a work, the newest last
        work     TEXT NOT NULL REFERENCES work (key) ON DELETE CASCADE ON UPDATE CASCADE,
        sha256   TEXT NOT NULL UNIQUE REFERENCES aside (sha256),
        day      TEXT NOT NULL,          -- when it was replaced, UTC
        command  TEXT NOT NULL,          -- the job that did it
        rows     TEXT NOT NULL,          -- JSON: rows of work, source and origin as they were then, by table
        digest   TEXT NOT NULL
    ) STRICT;
    CREATE INDEX version_work ON version (work);
    CREATE TABLE job (                   -- the last jobs
        id       INTEGER PRIMARY KEY,
        command  TEXT NOT NULL,
        time     TEXT NOT NULL,          -- UTC
        digest   TEXT NOT NULL
    ) STRICT;
    CREATE TABLE change (                -- the works and sources that a job changed
        job     INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        name    TEXT NOT NULL,           -- a work's key after the job, or a source's SHA-256
        what    TEXT NOT NULL CHECK (what IN ('added', 'changed', 'removed')),
        before  TEXT NOT NULL,           -- JSON: its rows before the job, by table
        digest  TEXT NOT NULL,
        PRIMARY KEY (job, name)
    ) STRICT;
    """,
    # 10: the quotations that a person keeps in baskets (`corpus.store.baskets`). They outlive their sources and works.
    """
    CREATE TABLE quotation (
        basket    TEXT NOT NULL,         -- the name of the basket
        position  INTEGER NOT NULL,      -- in the basket, from 1
        source    TEXT NOT NULL,         -- SHA-256
        start     INTEGER NOT NULL,      -- in the source's text, as it was then
        "end"     INTEGER NOT NULL,      -- exclusive
        words     TEXT NOT NULL,         -- the text between them, as it was then
        work      TEXT NOT NULL,         -- the key, as it was then
        title     TEXT NOT NULL,         -- of the work, as it was then
        citation  TEXT NOT NULL,         -- the work and the page, as they were then
        note      TEXT NOT NULL,         -- what the person says about it
        day       TEXT NOT NULL,         -- when it was added, UTC
        digest    TEXT NOT NULL,         -- of the columns before it, for `verify`
        PRIMARY KEY (basket, source, start, "end")
    ) STRICT;
    """,
    # 11: standing questions (`corpus.store.standing`): what was shown for each, and what has changed since then. They
    # outlive their works. A digest is of the columns before it, for `verify`.
    """
    CREATE TABLE standing (              -- the questions
        number       INTEGER PRIMARY KEY,
        uid          TEXT NOT NULL,      -- 32 hexadecimal digits
        question     TEXT NOT NULL,
        filters      TEXT NOT NULL,      -- a JSON object, by the names of options
        k            INTEGER NOT NULL,   -- maximum number of passages
        made         TEXT NOT NULL,      -- when it was added, UTC
        asked        TEXT NOT NULL,      -- when it was asked last, UTC; '' before the first time
        fingerprint  TEXT NOT NULL,      -- of the index and the models that answered then
        answered     INTEGER NOT NULL CHECK (answered IN (0, 1)),
        reason       TEXT NOT NULL,      -- why it was not answered
        digest       TEXT NOT NULL
    ) STRICT;
    CREATE TABLE seen (                  -- the sentences of the passages that were shown
        standing  INTEGER NOT NULL REFERENCES standing (number) ON DELETE CASCADE,
        work      TEXT NOT NULL,         -- the key, as it was then
        sentence  TEXT NOT NULL,         -- its letters and figures
        source    TEXT NOT NULL,         -- SHA-256
        quote     TEXT NOT NULL,         -- as it was quoted; '' if it was only near the quotation
        citation  TEXT NOT NULL,
        digest    TEXT NOT NULL,
        PRIMARY KEY (standing, work, sentence)
    ) STRICT;
    CREATE TABLE shown (                 -- the works that were shown
        standing  INTEGER NOT NULL REFERENCES standing (number) ON DELETE CASCADE,
        work      TEXT NOT NULL,
        title     TEXT NOT NULL,
        citation  TEXT NOT NULL,
        design    TEXT NOT NULL,
        sources   TEXT NOT NULL,         -- a JSON array of SHA-256: the texts that were quoted
        notices   TEXT NOT NULL,         -- a JSON array of texts
        held      INTEGER NOT NULL CHECK (held IN (0, 1)),
        digest    TEXT NOT NULL,
        PRIMARY KEY (standing, work)
    ) STRICT;
    CREATE TABLE news (                  -- changes in the evidence
        number    INTEGER PRIMARY KEY,
        standing  INTEGER NOT NULL REFERENCES standing (number) ON DELETE CASCADE,
        uid       TEXT NOT NULL,
        time      TEXT NOT NULL,         -- UTC
        what      TEXT NOT NULL,         -- corpus.watched.WhatIsNew
        why       TEXT NOT NULL,
        work      TEXT NOT NULL,
        title     TEXT NOT NULL,
        citation  TEXT NOT NULL,
        design    TEXT NOT NULL,
        quote     TEXT NOT NULL,
        before    TEXT NOT NULL,
        passage   TEXT NOT NULL,
        digest    TEXT NOT NULL,
        state     TEXT NOT NULL CHECK (state IN ('new', 'unread', 'read'))  -- new: no run has shown it yet
    ) STRICT;
    CREATE INDEX news_standing ON news (standing);
    """,
    # 12: feeds, and the works that they listed and the library did not have (`corpus.store.feeds`). A digest is of the
    # columns before it, for `verify`.
    """
    CREATE TABLE feed (
        address   TEXT PRIMARY KEY,
        title     TEXT NOT NULL,
        is_kept   INTEGER NOT NULL CHECK (is_kept IN (0, 1)),  -- whether every run reads it
        tag       TEXT NOT NULL,         -- the ETag of the page that was read last
        modified  TEXT NOT NULL,         -- its Last-Modified
        since     TEXT NOT NULL,         -- the day from which Crossref is asked the next time, UTC
        day       TEXT NOT NULL,         -- when it was read last, UTC
        digest    TEXT NOT NULL
    ) STRICT;
    CREATE TABLE listed (
        number  INTEGER PRIMARY KEY,
        name    TEXT NOT NULL,           -- its DOI, or else its address
        csl     TEXT NOT NULL,           -- as CSL-JSON
        feed    TEXT NOT NULL,           -- the address of the feed that listed it first
        day     TEXT NOT NULL,           -- when that was, UTC
        digest  TEXT NOT NULL,
        state   TEXT NOT NULL CHECK (state IN ('new', 'shown'))  -- new: no run has shown it yet
    ) STRICT;
    CREATE INDEX listed_name ON listed (name);
    """,
    # 13: what is kept twice, so that no question reads all texts and records (`corpus.store.summaries`).
    # `Corpus` fills `work_names`: its rules are not SQL.
    """
    CREATE TABLE size (
        source      TEXT PRIMARY KEY REFERENCES source (sha256) ON DELETE CASCADE,
        pages       INTEGER NOT NULL,    -- of the kind "page"
        unreadable  INTEGER NOT NULL,    -- pages of any kind without text
        passages    INTEGER NOT NULL
    ) STRICT;
    INSERT INTO size
        SELECT sha256, coalesce(pages, 0), coalesce(unreadable, 0), coalesce(passages, 0) FROM source
        LEFT JOIN (SELECT source, sum(kind = 'page') AS pages, sum(method = 'none') AS unreadable FROM page
            GROUP BY source) AS counted ON counted.source = sha256
        LEFT JOIN (SELECT source, count(*) AS passages FROM passage GROUP BY source) AS cut ON cut.source = sha256;
    CREATE TABLE work_names (            -- by which a question may call a work
        work      TEXT PRIMARY KEY REFERENCES work (key) ON DELETE CASCADE ON UPDATE CASCADE,
        title     TEXT NOT NULL,
        people    TEXT NOT NULL,
        surnames  TEXT NOT NULL,
        bodies    TEXT NOT NULL,
        year      INTEGER,
        rules     INTEGER NOT NULL       -- version of the rules that made them
    ) STRICT;
    CREATE INDEX source_kind ON source (kind, work);
    CREATE INDEX page_unreadable ON page (source, number) WHERE method = 'none';
    CREATE INDEX work_renamed ON work (key) WHERE former_keys != '[]';
    """,
    # 14: the text of a passage is read from its pages. Its seal is of this text, so it stays as it is.
    """
    ALTER TABLE passage DROP COLUMN text;
    """,
    # 15: the id of the library, under which it is published (`index.published`).
    """
    CREATE TABLE identity (id TEXT NOT NULL) STRICT;
    INSERT INTO identity VALUES (lower(hex(randomblob(16))));
    """,
    # 16: more that is kept twice (`corpus.store.summaries`): what filters and identifiers are compared with, and for
    # each source the sums of its passages, and their number by zone and language. `Corpus` fills `work_names`.
    """
    DROP TABLE work_names;
    CREATE TABLE work_names (            -- what a question or a filter may say about a work
        work      TEXT PRIMARY KEY REFERENCES work (key) ON DELETE CASCADE ON UPDATE CASCADE,
        title     TEXT NOT NULL,
        people    TEXT NOT NULL,
        surnames  TEXT NOT NULL,
        bodies    TEXT NOT NULL,
        year      INTEGER,
        kind      TEXT NOT NULL,
        design    TEXT NOT NULL,
        authors   TEXT NOT NULL,
        doi       TEXT NOT NULL,
        isbn      TEXT NOT NULL,
        number    TEXT NOT NULL,
        rules     INTEGER NOT NULL       -- version of the rules that made them
    ) STRICT;
    ALTER TABLE size ADD COLUMN last_start INTEGER NOT NULL DEFAULT 0;  -- of passages; 0 without passages
    ALTER TABLE size ADD COLUMN low INTEGER NOT NULL DEFAULT 0;         -- sum of the lower 32 bits of their ids
    ALTER TABLE size ADD COLUMN high INTEGER NOT NULL DEFAULT 0;        -- sum of the upper 32 bits
    UPDATE size SET last_start = summed.last_start, low = summed.low, high = summed.high
        FROM (SELECT source, max(start) AS last_start, sum(id & 4294967295) AS low, sum(id >> 32) AS high FROM passage
            GROUP BY source) AS summed WHERE summed.source = size.source;
    CREATE TABLE part (                  -- how many passages of a source are in a zone and a language; none with 0
        source    TEXT NOT NULL REFERENCES source (sha256) ON DELETE CASCADE,
        zone      TEXT NOT NULL,
        language  TEXT NOT NULL,
        passages  INTEGER NOT NULL,
        PRIMARY KEY (source, zone, language)
    ) STRICT;
    INSERT INTO part SELECT source, zone, language, count(*) FROM passage GROUP BY source, zone, language;
    """,
)

TEXTS_ONCE = 14
"""The version that leaves two fifths of an older file empty."""

STEPS_BETWEEN_CALLS = 200_000
"""Steps of SQLite between two signs of life: 10 to 50 milliseconds."""

_WORK_COLUMNS = {
    "guessed": (2, "0"),
    "origins": (5, "'{}'"),
    "notices": (6, "'[]'"),
    "former_keys": (7, "'[]'"),
    "added": (8, "NULL"),
}
"""The columns of `work` that a later version added: the version, and the value for the rows of an older file."""


def _views(version: int) -> str:
    """Return the script that makes a file of an older version look up to date."""
    columns = "".join(f", {value} AS {name}" for name, (since, value) in _WORK_COLUMNS.items() if since > version)
    script = ""
    if columns:  # `rowid` is the order in which works were added, and a view has none of its own
        script += f"CREATE TEMP VIEW work AS SELECT *{columns}, rowid AS rowid FROM main.work;"
    if version < 3:
        script += "CREATE TEMP VIEW page AS SELECT *, NULL AS ocr FROM main.page;"
    if version < 4:
        script += _empty_view("seal", "of sha256")
    if version < 6:
        script += _empty_view("lookup", "work asked record reason day")
    if version < 9:
        script += _empty_view("aside", "sha256 media_type text digest")
        script += _empty_view("version", "work sha256 day command rows digest")
        script += _empty_view("job", "id command time digest") + _empty_view("change", "job name what before digest")
    if version < 10:
        columns = "basket position source start end words work title citation note day digest"
        script += _empty_view("quotation", columns)
    if version < 11:
        columns = "number uid question filters k made asked fingerprint answered reason digest"
        script += _empty_view("standing", columns)
        script += _empty_view("seen", "standing work sentence source quote citation digest")
        script += _empty_view("shown", "standing work title citation design sources notices held digest")
        columns = "number standing uid time what why work title citation design quote before passage digest state"
        script += _empty_view("news", columns)
    if version < 12:
        script += _empty_view("feed", "address title is_kept tag modified since day digest")
        script += _empty_view("listed", "number name csl feed day digest state")
    if version < 15:
        script += _empty_view("identity", "id")
    if version < 16:
        columns = "work title people surnames bodies year kind design authors doi isbn number rules"
        script += _empty_view("work_names", columns) + _PART_VIEW
        script += _SIZE_VIEW if version < 13 else _SIZE_VIEW_OF_13
    return script


def _sums(sha256: str) -> str:
    """Return the columns of `size` that migration 16 added, counted. `sha256` is the column that names the source."""
    return f"""
        (SELECT coalesce(max(start), 0) FROM passage WHERE passage.source = {sha256}) AS last_start,
        (SELECT coalesce(sum(id & 4294967295), 0) FROM passage WHERE passage.source = {sha256}) AS low,
        (SELECT coalesce(sum(id >> 32), 0) FROM passage WHERE passage.source = {sha256}) AS high
    """


_SIZE_VIEW = f"""
    CREATE TEMP VIEW size AS SELECT sha256 AS source,
        (SELECT count(*) FROM page WHERE source = sha256 AND kind = 'page') AS pages,
        (SELECT count(*) FROM page WHERE source = sha256 AND method = 'none') AS unreadable,
        (SELECT count(*) FROM passage WHERE source = sha256) AS passages,
        {_sums("source.sha256")} FROM source;
"""
_SIZE_VIEW_OF_13 = f"CREATE TEMP VIEW size AS SELECT *, {_sums('size.source')} FROM main.size;"
_PART_VIEW = """
    CREATE TEMP VIEW part AS
        SELECT source, zone, language, count(*) AS passages FROM passage GROUP BY source, zone, language;
"""


def _empty_view(table: str, columns: str) -> str:
    names = ", ".join(f"'' AS \"{column}\"" for column in columns.split())
    return f"CREATE TEMP VIEW {table} AS SELECT {names} WHERE 0;"


VIEWS_FOR_READERS = {version: _views(version) for version in range(1, len(MIGRATIONS))}
"""Scripts by schema version. A reader runs one to see an older file as if it were up to date, without writing to it: it
may be on a read-only disk. A temporary view hides the table of the same name (https://sqlite.org/lang_naming.html)."""


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many migrations have been run on a file."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def migrate(connection: sqlite3.Connection, advance: Callable[[], None]) -> None:
    """Bring the schema of a file up to date, and make the file smaller if its texts were in it twice.

    Args:
        connection: open for writing.
        advance: is called again and again while SQLite works. If it raises, the script in work is taken back: the file
            is then of the version that it had before this script.
    """
    version = schema_version(connection)
    with _watched(connection, advance):
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
        if 0 < version < TEXTS_ONCE:
            with suppress(sqlite3.DatabaseError):  # no room for the copy that SQLite makes: the file stays larger
                connection.execute("VACUUM")


@contextmanager
def _watched(connection: sqlite3.Connection, advance: Callable[[], None]) -> Iterator[None]:
    """Call a function while SQLite works inside. What it raises stops SQLite, and is raised here."""
    stopped: list[BaseException] = []

    def step() -> int:
        try:
            advance()
        except BaseException as error:
            stopped.append(error)
        return len(stopped)

    connection.set_progress_handler(step, STEPS_BETWEEN_CALLS)
    try:
        yield
    except sqlite3.Error as error:
        connection.set_progress_handler(None, 0)
        connection.rollback()
        if stopped:
            raise stopped[0] from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if stopped:
        raise stopped[0]


def has_expected_schema(connection: sqlite3.Connection) -> bool:
    """Return whether the tables, indexes, views and triggers of a file are exactly those of its schema version."""
    return _statements(connection) == _expected_statements(schema_version(connection))


@cache
def _expected_statements(version: int) -> frozenset[tuple[str, ...]]:
    with closing(_empty(version)) as expected:
        return _statements(expected)


def _statements(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    query = "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL"
    return frozenset(connection.execute(query).fetchall())


@cache
def column_types() -> dict[str, frozenset[type]]:
    """Return the Python types that a value of each column may have, by the name of the column in all tables."""
    types: dict[str, frozenset[type]] = {}
    with closing(_empty(len(MIGRATIONS))) as expected:
        tables = expected.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for name, allowed in _types_in(expected, table).items():
                types[name] = types.get(name, frozenset()) | allowed
    return types


@cache
def types_of(table: str) -> dict[str, frozenset[type]]:
    """Return the columns of a table in their order, with the Python types that a value may have."""
    with closing(_empty(len(MIGRATIONS))) as expected:
        return _types_in(expected, table)


def _types_in(connection: sqlite3.Connection, table: str) -> dict[str, frozenset[type]]:
    types = {}
    for _, name, declared, is_required, _, is_key in connection.execute(f"PRAGMA table_info({table})"):
        may_be_none = not is_required and not is_key
        types[name] = frozenset({_PYTHON_TYPES[declared], *([type(None)] if may_be_none else [])})
    return types


_PYTHON_TYPES = {"TEXT": str, "INTEGER": int, "REAL": float}


def _empty(version: int) -> sqlite3.Connection:
    """Return an empty corpus file in memory with the schema of a version."""
    connection = sqlite3.connect(":memory:")
    connection.executescript("".join(MIGRATIONS[:version]))
    return connection
