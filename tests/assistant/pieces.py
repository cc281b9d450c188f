"""Small pieces of evidence, queries and explanations for tests, written by hand."""

from dataclasses import replace

from assistant.candidates import Candidate
from assistant.explain import Explanation, Reranking
from assistant.model import Also, Answer, Citation, Evidence
from corpus.citing.short_citation import author_year, format_place
from corpus.model import Locator, Passage, passage_id
from index.model import Hit, ScoreTerm, Signal, SignalName
from index.query import Query, QueryWord, parse_query
from index.thesaurus import Expansion
from tests.corpus.documents import reference, source


def passage(text: str, start: int = 0, page: int = 1, of: str = "ab") -> Passage:
    locator = Locator("page", page, None)
    end = start + len(text)
    return Passage(passage_id(of, start, end), of, start, end, text, locator, locator, ("A Heading",), "body", "en")


def hit(found: Passage, rank: int = 1) -> Hit:
    return Hit(found, rank, 1 / rank, {SignalName.DENSE: Signal(rank, 0.9)}, {ScoreTerm.TERMS: 1 / rank})


def candidate(text: str, rank: int = 1, key: str = "work", **csl: object) -> Candidate:
    """Return a hit in the work with this key; each work has one source."""
    return Candidate(hit(passage(text, of=key), rank), source(key, key), reference(key, **csl), ())


def citation(key: str = "work", page: int = 1, label: str | None = None, **csl: object) -> Citation:
    work, place = reference(key, **csl), Locator("page", page, label)
    return Citation(
        f"{author_year(work)}, {format_place(place)}", work, source("ab", key), place, "file:///a.pdf#page=1"
    )


def evidence(
    text: str,
    highlight: tuple[int, int] | None = None,
    title: str = "A Work",
    key: str = "work",
    rank: int = 1,
    also: tuple[Also, ...] = (),
    cites: tuple[str, ...] = (),
) -> Evidence:
    return Evidence(hit(passage(text), rank), citation(key, title=title), (highlight or (0, len(text)),), also, cites)


def answer(*pieces: Evidence, reason: str | None = None) -> Answer:
    if reason:
        return Answer("What is it?", "en", (), pieces, 0.1, reason, None)
    return Answer("What is it?", "en", pieces, (), 0.9, None, None)


def query(**fields: object) -> Query:
    """Return the query "Did GVI cut murders?" with a short list of terms, and with other fields if they are given."""
    gvi = Expansion("gvi", ("GVI",), (("focused", "deterrence"), ("pulling", "levers")))
    parsed = replace(
        parse_query("Did GVI cut murders?", "en"),
        words=(QueryWord("GVI", "gvi", frozenset({"gvi"})), QueryWord("murders", "murders", frozenset({"murder"}))),
        pairs=(("gvi", "murders"),),
        forms=(),
        names=("gvi",),
        synonyms=(gvi,),
        translations={"es": (replace(gvi, terms=(("disuasión", "focalizada"),)),)},
    )
    return replace(parsed, **fields)  # type: ignore[arg-type]


def explanation(rerank: Reranking | None = None, **fields: object) -> Explanation:
    """Return the explanation of `query(**fields)`."""
    reranking = rerank or Reranking("reader", 8, frozenset({"en"}), None)
    weights = {"pairs": 0.2, "synonyms": 0.3, "named": 1.2, "rerank": 0.1}
    return Explanation(query(**fields), reranking, weights)
