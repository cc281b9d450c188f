"""The history of the corpus file's schema: append only, run in order, each in one transaction.

`PRAGMA user_version` holds how many have been run. A library of an older version is brought up to date when it is
opened for writing; one of a newer version is refused.
"""

MIGRATIONS = (
    # 1: sources and what is known of them.
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
    # 2: whether a work's design is a guess of this program.
    """
    ALTER TABLE work ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0 CHECK (guessed IN (0, 1));
    """,
    # 3: how sure OCR was of a page, from 0 to 1; null where the text is the file's own.
    """
    ALTER TABLE page ADD COLUMN ocr REAL;
    """,
    # 4: what `verify` holds works and sources against; `Corpus` seals what was there before. A later migration that
    # changes a sealed table must delete all seals.
    """
    CREATE TABLE seal (
        of      TEXT PRIMARY KEY,        -- a work's key, or a source's SHA-256
        sha256  TEXT NOT NULL            -- of its rows, and of all that belong to it
    ) STRICT;
    """,
)

_SEAL_3 = "CREATE TEMP VIEW seal AS SELECT '' AS of, '' AS sha256 WHERE 0;"
_PAGE_2 = "CREATE TEMP VIEW page AS SELECT *, NULL AS ocr FROM main.page;" + _SEAL_3


READ_AS_NEW = {
    1: "CREATE TEMP VIEW work AS SELECT *, 0 AS guessed FROM main.work;" + _PAGE_2,
    2: _PAGE_2,
    3: _SEAL_3,
}
"""What a reader runs to read a library of an older version as the newest, without writing: it may be on a read-only
disk. A temporary view takes the place of the table of its name (https://sqlite.org/lang_naming.html)."""
