"""Reference lists: the references of works, and the in-text citations of passages, in a citation style."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.show import find_passage
from corpus.citing.notices import notices_text
from corpus.citing.short_citation import SUMMARY
from corpus.citing.styles import FormattedCitations, ListLayout, Mention, format_citations
from corpus.citing.styles.styled_text import StyledText
from corpus.model import Passage, Reference
from corpus.store.corpus import Corpus
from corpus.works.doubts import uncertain, way_to_settle

MAX_DOUBT_LINES = 5
"""A longer list of doubts would hide the other remarks. Chosen."""


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Works and passages in a citation style.

    `references` are the entries of the list, in the order of the style. `in_text` is the citation of each passage, by
    the id that was asked for. `remarks` are warnings to read before the list is printed, one line each.
    """

    references: tuple[StyledText, ...]
    in_text: Mapping[str, StyledText]
    remarks: tuple[str, ...]
    layout: ListLayout


def reference_list(corpus: Corpus, targets: Sequence[str], style: str) -> ReferenceList:
    """Return works and passages in a citation style.

    Args:
        corpus: the library.
        targets: keys of works, and beginnings of the ids of passages.
        style: the name of a style, or the path of a CSL file.

    Raises:
        UnknownKey: there is no such work or passage.
        InputError: there is no such style, or its file cannot be used.
    """
    resolved = _resolve(corpus, targets)
    mentions = [target.mention() for target in resolved]
    formatted = format_mentions(corpus, mentions, style)
    in_text = {}
    for target, citation in zip(resolved, formatted.in_text, strict=True):
        if target.passage is not None:
            in_text[target.name] = citation
    remarks = doubt_lines(corpus, _works_of(resolved))
    remarks += _notice_lines(_works_of(resolved))
    remarks += _page_lines(resolved)
    return ReferenceList(formatted.references, in_text, tuple(remarks), formatted.layout)


def format_mentions(corpus: Corpus, mentions: Sequence[Mention], style: str) -> FormattedCitations:
    """Return works and places in a citation style.

    Raises:
        InputError: there is no such style, or its file cannot be used.
    """
    return format_citations(mentions, style, _text_reader(corpus))


def _text_reader(corpus: Corpus) -> Callable[[str], str]:
    """Return a function from the key of a work to the body of its full text; "" if it is not held."""

    def text_of(key: str) -> str:
        sources = corpus.sources_of([key]).values()
        texts = [source for source in sources if source.kind == "full text"]
        return corpus.zone_text(texts[-1].sha256, "body") if texts else ""

    return text_of


def _notice_lines(works: Iterable[Reference]) -> list[str]:
    """Return what was announced about works after they appeared, a line for each work."""
    return [f"{work.key}: {notices_text(work.notices)}" for work in works if work.notices]


def _page_lines(targets: Sequence["_Target"]) -> list[str]:
    """Return which passages are cited without a page, and then which are cited by the page in the file."""
    notes, unprinted = [], []
    for target in targets:
        if target.is_note:
            notes.append(f"{target.name}: this passage is a {SUMMARY}, not of the work itself, so it has no page")
        if target.has_unprinted_page():
            unprinted.append(f"{target.name}: no page number is printed, so the page in the file is cited")
    return notes + unprinted


def cited_works(corpus: Corpus, targets: Sequence[str]) -> list[Reference]:
    """Return the works of keys and passages, each once, in the order of the targets.

    Raises:
        UnknownKey: there is no such work or passage.
    """
    return _works_of(_resolve(corpus, targets))


def _works_of(targets: Iterable["_Target"]) -> list[Reference]:
    """Return the works of targets, each once."""
    works = {target.work.key: target.work for target in targets}
    return list(works.values())


def doubt_lines(corpus: Corpus, works: Iterable[Reference]) -> list[str]:
    """Return what is unsure about works, a line for each; or one line for many works."""
    doubtful = [work for work in works if uncertain(work)]
    if len(doubtful) > MAX_DOUBT_LINES:
        return [f"{len(doubtful)} of these references have unsure parts; evidence list --doubtful"]
    answers = corpus.lookups(work.key for work in doubtful)
    lines = []
    for work in doubtful:
        command = way_to_settle(work, answers.get(work.key))
        lines.append(f"{work.key}: {', '.join(uncertain(work))} unsure; {command}")
    return lines


@dataclass(frozen=True, slots=True)
class _Target:
    """What a target names: a work, or a passage of a work. `is_note`: the passage is from the library's note."""

    name: str
    work: Reference
    passage: Passage | None
    is_note: bool

    def mention(self) -> Mention:
        """Return what to cite: the passage with its pages, or the work as a whole."""
        if self.passage is None or self.is_note:
            return Mention(self.work)
        return Mention(self.work, self.passage.first, self.passage.last)

    def has_unprinted_page(self) -> bool:
        """Return whether the passage begins or ends on a page without a printed number."""
        if self.passage is None or self.passage.first.kind != "page":
            return False
        return not (self.passage.first.label and self.passage.last.label)


def _resolve(corpus: Corpus, targets: Sequence[str]) -> list[_Target]:
    """Return what each target names. A repeated target is returned once."""
    resolved = []
    for name in dict.fromkeys(targets):
        passage = find_passage(corpus, name)
        if passage is None:
            resolved.append(_Target(name, corpus.reference(name), None, is_note=False))
            continue
        source = corpus.sources([passage.source])[passage.source]
        work = corpus.references([source.key])[source.key]
        resolved.append(_Target(name, work, passage, source.kind == "note"))
    return resolved
