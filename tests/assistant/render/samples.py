"""What the tests of several output formats share."""

import io
from dataclasses import replace

from rich.console import Console

from assistant.model import Also, Evidence
from assistant.render.model import Context
from corpus.model import FieldOrigin, Notice
from tests.assistant.pieces import citation, evidence, explanation

POISON = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u2066 [bold]rich[/bold] <script>alert(1)</script> *star* `code` \x9b2J"
COUNTS = {"references": 26, "full_texts": 1}

PLAIN = Context(lambda: COUNTS)
BY_WORK = Context(lambda: COUNTS, by_work=True)
EXPLAINED = Context(lambda: COUNTS, explanation=explanation())

OTHER_WORKS = (
    Also(citation("opm-2014", 12, "10", title="Report 2014", author=[{"literal": "OPM"}]), True),
    Also(citation("opm-2013", 7, "7", title="Report 2013", author=[{"literal": "OPM"}]), False),
)

TWO_WORKS = (
    evidence("One.", title="A Guide", key="guide", rank=1),
    evidence("Two.", title="A Guide", key="guide", rank=2),
    evidence("Three.", title="A Review", key="review", rank=3),
)


def terminal(rendered: object, width: int = 80) -> str:
    """Return what a terminal of this width shows."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(rendered, highlight=False, markup=False, emoji=False, crop=False)
    return console.file.getvalue()  # type: ignore[attr-defined]


def words(rendered: object, width: int = 80) -> str:
    """Return what a terminal shows, with single spaces between the words."""
    return " ".join(terminal(rendered, width).split())


def poisoned() -> Evidence:
    """Return evidence in which every text of a document is hostile: titles, page labels, and the passage."""
    also = Also(citation("other", label=POISON, title=POISON), False)
    piece = evidence(POISON, title=POISON, also=(also,), cites=(POISON,))
    return replace(piece, citation=citation(label=POISON, title=POISON))


def noted(piece: Evidence) -> Evidence:
    """Return evidence that is a note of the library on a work whose text it does not have."""
    source = replace(piece.citation.source, kind="note")
    return replace(piece, citation=replace(piece.citation, source=source))


def guessed(piece: Evidence, is_guess: bool) -> Evidence:
    """Return evidence from a work whose design is, or is not, a guess."""
    work = replace(piece.citation.reference, guessed=is_guess)
    return replace(piece, citation=replace(piece.citation, reference=work))


def unsure(piece: Evidence, *fields: str) -> Evidence:
    """Return evidence from a work with CSL fields that are not sure."""
    doubt = FieldOrigin("printed", is_sure=False)
    sure = FieldOrigin("person", is_sure=True)
    csl = {**piece.citation.reference.csl, **dict.fromkeys(fields, "x")}
    work = replace(piece.citation.reference, csl=csl, origins={"title": sure, **dict.fromkeys(fields, doubt)})
    return replace(piece, citation=replace(piece.citation, reference=work))


def retracted(piece: Evidence) -> Evidence:
    """Return evidence from a work that was retracted."""
    notices = (Notice("retraction", "2019-07-26", "10.1000/n*"),)
    work = replace(piece.citation.reference, notices=notices)
    return replace(piece, citation=replace(piece.citation, reference=work))


def table_row(head: str = "Table 2. Deaths | 1990 2015") -> Evidence:
    """Return evidence whose quote is the second row of a table with this head."""
    text = "North 23.0 35.2\nSouth 40.9 34.4\nWest 1.5 2.5"
    piece = evidence(text, (16, 31))
    passage = replace(piece.hit.passage, headings=("Results", head))
    return replace(piece, hit=replace(piece.hit, passage=passage))
