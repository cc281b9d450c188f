"""Report what happened to the works that were shown for a question: announced, replaced, removed, or back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import cite_page
from assistant.watching.passages import WHOLE_TEXT, design_of, figure_sentence
from assistant.watching.sentences import compared, other_figures, sentences_of
from corpus.citing.notices import notice_text
from corpus.citing.short_citation import author_year
from corpus.errors import UnknownKey
from corpus.model import Notice, Reference, Source
from corpus.store.corpus import Corpus
from corpus.store.standing import Memory
from corpus.text.sentences import sentences
from corpus.text.verbatim import Words, find_altered, quotation_of, words_of
from corpus.watched import NewsItem, SeenSentence, ShownWork, WhatIsNew


def shown_work(reference: Reference, sources: Sequence[str] = ()) -> ShownWork:
    """Return a work as it is remembered."""
    return ShownWork(
        reference.key,
        reference.title,
        author_year(reference),
        design_of(reference),
        tuple(sources),
        tuple(_name(notice) for notice in reference.notices),
    )


def news_of_works(memory: Memory, corpus: Corpus) -> list[NewsItem]:
    """Return what happened to the works that were shown, and remember it."""
    sources = corpus.sources()
    items: list[NewsItem] = []
    for key, work in list(memory.shown.items()):
        reference = _present(work, corpus, sources)
        if reference is None:
            if work.held:
                items.append(_item(work, WhatIsNew.REMOVED, "The work is not in the library any more."))
                memory.shown[key] = replace(work, held=False)
            continue
        if not work.held:
            items.append(_item(work, WhatIsNew.BACK, "The work that had been removed is in the library again."))
        items += _notices(work, reference)
        texts = [source for source in sources.values() if source.key == reference.key]
        now, found = _texts(work, texts, memory, reference, corpus)
        items += found
        del memory.shown[key]
        other = memory.shown.get(reference.key)
        if other is not None:  # two works have become one
            both = dict.fromkeys([*now.sources, *other.sources])
            now = replace(now, sources=tuple(both))
        memory.shown[reference.key] = now
    return items


def _present(work: ShownWork, corpus: Corpus, sources: Mapping[str, Source]) -> Reference | None:
    """Return the work as it is now, under its present key; None if the work, or all of its texts, were removed.

    A text may have been given to another work.
    """
    for source in work.sources:
        if source in sources:
            return corpus.reference(sources[source].key)
    try:
        reference = corpus.reference(work.key)
    except UnknownKey:
        return None
    has_text = any(source.key == reference.key for source in sources.values())
    return reference if has_text or not work.sources else None


def _notices(work: ShownWork, reference: Reference) -> Iterator[NewsItem]:
    for notice in reference.notices:
        if _name(notice) not in work.notices:
            yield _item(work, WhatIsNew.NOTICE, f"It was announced about the work: {notice_text(notice)}.")


def _name(notice: Notice) -> str:
    """Return a notice without its date, which may become known later."""
    return f"{notice.kind} {notice.doi}".strip()


def _item(work: ShownWork, what: WhatIsNew, why: str) -> NewsItem:
    return NewsItem(what, why, key=work.key, title=work.title, citation=work.citation, design=work.design)


# --- texts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NewText:
    """A text of a work, with its words as they are compared."""

    source: Source
    text: str
    words: Words


def _texts(
    work: ShownWork, texts: Sequence[Source], memory: Memory, reference: Reference, corpus: Corpus
) -> tuple[ShownWork, list[NewsItem]]:
    """Return a work as it is now, and the news if a text that was quoted has been replaced."""
    held = {source.sha256 for source in texts}
    kept = tuple(sha256 for sha256 in work.sources if sha256 in held)
    if len(kept) == len(work.sources):
        return shown_work(reference, kept), []
    gone = set(work.sources) - held
    quoted = [seen for seen in memory.seen.values() if seen.source in gone and seen.quote]
    new_texts = []
    for source in texts:
        text = corpus.text(source.sha256, 0, WHOLE_TEXT)
        new_texts.append(_NewText(source, text, words_of(text)))
    changed, lost = _compare_quotations(quoted, new_texts, memory, reference, corpus)
    names = [source.name for source in texts]
    replaced = _item(work, WhatIsNew.REPLACED, _why_replaced(names, len(quoted), len(changed), len(lost)))
    if lost:
        replaced = replace(replaced, before=lost[0].quote)
    return shown_work(reference, [source.sha256 for source in texts]), [*changed, replaced]


def _compare_quotations(
    quoted: Sequence[SeenSentence], texts: Sequence[_NewText], memory: Memory, reference: Reference, corpus: Corpus
) -> tuple[list[NewsItem], list[SeenSentence]]:
    """Return the news of quotations that have other figures in the new texts, and the quotations that are not there."""
    changed: list[NewsItem] = []
    lost: list[SeenSentence] = []
    for seen in quoted:
        if any(seen.sentence in text.words.letters for text in texts):
            continue
        item = _with_other_figure(seen, texts, reference, corpus)
        if item is None:
            lost.append(seen)
            continue
        changed.append(item)
        for sentence in sentences_of(item.quote):
            now = SeenSentence(reference.key, sentence, texts[0].source.sha256, item.quote, item.citation)
            memory.seen[reference.key, sentence] = now
    return changed, lost


def _why_replaced(names: Sequence[str], quoted: int, changed: int, lost: int) -> str:
    """Return that a text was replaced, and what the new text has of the sentences that were quoted."""
    begun = f"Its text was replaced by {', '.join(names)}"
    if not changed + lost:
        return f"{begun}, which has all that was quoted before."
    kept = quoted - changed - lost
    has = []
    if kept or not changed:
        has.append(f"{kept} word for word")
    if changed:
        has.append(f"{changed} with other figures")
    sentences_quoted = "1 sentence" if quoted == 1 else f"{quoted} sentences"
    return f"{begun}: of {sentences_quoted} quoted before, it has {' and '.join(has)}."


def _with_other_figure(
    seen: SeenSentence, texts: Sequence[_NewText], reference: Reference, corpus: Corpus
) -> NewsItem | None:
    """Return the news that a text has a quoted sentence with other figures; None if it does not have it."""
    for each in texts:
        source, text = each.source, each.text
        altered = find_altered(quotation_of(seen.quote), each.words)
        if altered is None:
            continue
        start, end = _whole_sentence(text, altered.start, altered.end)
        old, new = other_figures(seen.sentence, compared(text[start:end]))
        if not new:
            continue
        (locator,) = corpus.locators(source.sha256, [start])
        citation = cite_page(corpus, reference, source, locator)
        passage = corpus.passage_around(source.sha256, start, end)
        return NewsItem(
            what=WhatIsNew.FIGURE,
            why=figure_sentence(old, new),
            key=reference.key,
            title=reference.title,
            citation=citation.text,
            design=design_of(reference),
            quote=" ".join(text[start:end].split()),
            before=f"{seen.quote} ({seen.citation})",
            passage=passage.handle if passage else "",
        )
    return None


def _whole_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of the sentence that most of a part of a text is in."""
    first = max(start - _MARGIN, 0)
    middle = (start + end) // 2 - first
    for begins, ends in sentences(text[first : end + _MARGIN]):
        if begins <= middle < ends:
            return first + begins, first + ends
    return start, end


_MARGIN = 1000
"""Characters around a part of a text in which its sentence is looked for. Chosen: a long sentence."""
