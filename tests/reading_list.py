"""Make docs/reading-list.md: a table of what the program does with each work of the reading list.

python -m tests.reading_list > docs/reading-list.md
"""

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant
from assistant.fetching import Fetching, FetchOutcome, choose
from assistant.library import add_reading_list
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
def first_works(library: Path) -> dict[tuple[str, str], str | None]:
    """Return the key of the work that comes first for each (key, question), or None if nothing answers it."""
    assistant = Assistant.open(library)
    lines = Path(__file__).with_name("starter_questions.tsv").read_text("utf-8").splitlines()
    first: dict[tuple[str, str], str | None] = {}
    for line in lines:
        key, question = line.split("\t")
        answer = assistant.ask(question)
        first[key, question] = None
        if answer.evidence:
            first[key, question] = answer.evidence[0].citation.reference.key
    return first


def page(library: Path) -> str:
    """Return the text of docs/reading-list.md.

    Args:
        library: a new library. It is only read.
    """
    assistant = Assistant.open(library)
    is_first = defaultdict(list)
    for (key, _), first in first_works(library).items():
        is_first[key].append(first == key)
    with TemporaryDirectory() as folder:
        fetched = _fetched(Path(folder))
        matched = _matched(Path(folder))
    access = {entry.reference.key: entry.access for entry in starter()}
    rows = []
    for holding in assistant.holdings():
        work = holding.reference
        (cited,) = map(str, assistant.cite([work.key], "apa").references)
        cells = [
            f"`{work.key}`<br>{escape_markdown(cited)}",
            f"{work.kind}, {work.design}",
            access[work.key],
            _status(fetched[work.key]),
            matched[work.key],
            f"{sum(is_first[work.key])} of {len(is_first[work.key])}",
        ]
        rows.append(f"| {' | '.join(cells)} |\n")
    return HEAD + "".join(rows)


def _fetched(folder: Path) -> dict[str, FetchOutcome]:
    """Return the outcome of fetching each work on a simulated web, by key."""
    with Corpus.create(folder / "library", seed=add_reading_list) as corpus, FakeWeb() as fake:
        the_web(fake, lambda key, title=None: work_pdf(folder, key, title))
        builder = Builder(corpus.folder, WordEncoder())
        fetching = Fetching(corpus, lambda: builder, JobProgress(), fake.web(corpus.folder))
        report = fetching.run(choose(corpus, ()))
    return {outcome.key: outcome for outcome in report.works}


def _status(outcome: FetchOutcome) -> str:
    if outcome.status == "fetched":
        return outcome.status
    return f"{outcome.status}: {outcome.reason}"


def _matched(folder: Path) -> dict[str, str]:
    """Return the evidence by which a file of each work is identified ("title"), or "no" if it is not, by key."""
    known = [entry.reference for entry in starter()]
    evidence: dict[str, str] = {}
    for work in known:
        work_pdf(folder, work.key)
        identity = identify(extract(folder / f"{work.key}.pdf"), "scan.pdf", known, ())
        is_matched = identity.reference.key == work.key
        evidence[work.key] = identity.by if is_matched else "no"
    return evidence


def main() -> None:
    with TemporaryDirectory() as folder:
        sys.stdout.write(page(Path(folder) / "library"))


if __name__ == "__main__":
    main()
