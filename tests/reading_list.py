"""The reading list as the program has it, in one table: what it does with each work, done.

python -m tests.reading_list > docs/reading-list.md
"""

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant
from assistant.assistant import add_reading_list
from assistant.fetching import Fetching, FetchOutcome, choose
from assistant.progress import JobProgress
from assistant.render.markdown import escape_markdown
from corpus.reading.formats import extract
from corpus.store.corpus import Corpus
from corpus.works.identify import identify
from corpus.works.starter import starter
from index.build import Builder
from tests.encoders import WordEncoder
from tests.starter_web import the_web, work_pdf
from tests.web import FakeWeb

HEAD = """# The reading list

This table shows what the program does with each of the 26 works in a new library. `python -m tests.reading_list`
makes it, and a test checks that it is up to date.

* **cited**: the reference in APA, from `evidence cite`. `tests/corpus/citing/golden` has the references in all styles,
  checked by hand.
* **fetched**: the result of `evidence fetch` on a simulated web. There the works are open, moved, dead, walled in or
  out of reach, as their records say (`tests/starter_web.py`).
* **matched**: how a file with the work's title page is recognised if it is added by hand without `--key`.
* **found**: for how many of our plain questions about the work (`tests/starter_questions.tsv`) it comes first, in a
  library that has only its note.

| key, and how it is cited | kind, design | open? | fetched | matched | found |
|---|---|---|---|---|---|
"""


@cache
def asked(library: Path) -> dict[tuple[str, str], str | None]:
    """Gives the key of the work that comes first for each (key, question); None where nothing answers."""
    desk = Assistant.open(library)
    lines = Path(__file__).with_name("starter_questions.tsv").read_text("utf-8").splitlines()
    first = {}
    for key, question in (line.split("\t") for line in lines):
        answer = desk.ask(question)
        first[key, question] = answer.evidence[0].citation.reference.key if answer.evidence else None
    return first


def page(library: Path) -> str:
    """Gives docs/reading-list.md.

    Args:
        library: a new one, which is only read.
    """
    desk = Assistant.open(library)
    found = defaultdict(list)
    for (key, _), first in asked(library).items():
        found[key].append(first == key)
    with TemporaryDirectory() as folder:
        fetched, matched = _fetched(Path(folder)), _matched(Path(folder))
    rows = []
    for holding in desk.holdings():
        work = holding.reference
        entry = next(entry for entry in starter() if entry.reference.key == work.key)
        (cited,) = desk.cite([work.key], "apa").references
        cells = [
            f"`{work.key}`<br>{escape_markdown(cited)}",
            f"{work.kind}, {work.design}",
            entry.access,
            _state(fetched[work.key]),
            matched[work.key],
            f"{sum(found[work.key])} of {len(found[work.key])}",
        ]
        rows.append(f"| {' | '.join(cells)} |\n")
    return HEAD + "".join(rows)


def _fetched(folder: Path) -> dict[str, FetchOutcome]:
    with Corpus.create(folder / "library", seed=add_reading_list) as corpus, FakeWeb() as fake:
        the_web(fake, lambda key, title=None: work_pdf(folder, key, title))
        builder = Builder(corpus.folder, WordEncoder())
        report = Fetching(corpus, lambda: builder, JobProgress(), fake.web(corpus.folder)).run(choose(corpus, ()))
    return {one.key: one for one in report.works}


def _state(one: FetchOutcome) -> str:
    return one.status if one.status == "fetched" else f"{one.status}: {one.reason}"


def _matched(folder: Path) -> dict[str, str]:
    """By what a file of each work is known: "title" and the like; "no" where it is taken for another work."""
    known = [entry.reference for entry in starter()]
    found = {}
    for work in known:
        work_pdf(folder, work.key)
        identity = identify(extract(folder / f"{work.key}.pdf"), "scan.pdf", known, ())
        found[work.key] = identity.by if identity.reference.key == work.key else "no"
    return found


def main() -> None:
    with TemporaryDirectory() as folder:
        sys.stdout.write(page(Path(folder) / "library"))


if __name__ == "__main__":
    main()
