"""What a person selects is compared with what the library holds, before anything is searched.

A filter that selects nothing is a mistake in most cases: a misspelt kind, a key of another library. An answer "no good
evidence" would then read as a finding. So each value of a filter must select a work, all of them together must select
works, and these must have text to search. Otherwise an error says what there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from corpus.errors import NothingSelected
from corpus.model import DESIGNS, Filter, Language, Reference, SelectedText, Zone, authors_and_editors
from corpus.store.corpus import Corpus
from corpus.text.language import LANGUAGE_NAMES, fold
from corpus.text.near import choose_from, did_you_mean, one_of

RESTRICTING = ("key", "file", "kind", "design", "author", "language")
"""The fields of a filter that list alternatives, without their s."""

ONLY_SEARCHED = "Only works with {asked} were searched."
WITHOUT_YEAR = "{works} left out because the year is not known: {keys}."

CUT_OFF = "{shown} and {more} more"
"""A list that is longer than `MAX_LISTED`."""

MAX_LISTED = 12
"""Values that an error lists: the kinds of most libraries, and two or three lines of names. Chosen."""


def check_selection(selection: Filter, corpus: Corpus, *, is_searched: bool) -> Filter:
    """Return a filter as the library writes its values: current keys, and kinds and designs in their own letters.

    Args:
        selection: the filter.
        corpus: the library.
        is_searched: whether passages are searched, so that the works must have text.

    Raises:
        UnknownKey, NothingSelected: the filter, or one of its values, selects nothing. The message says what there is.
    """
    _check_zones(selection.zones)
    _check_not_empty(selection)
    if selection == Filter(zones=selection.zones):
        return selection
    selection = replace(
        selection,
        keys=tuple(corpus.reference(key).key for key in selection.keys),
        kinds=_checked_kinds(selection.kinds, corpus),
        designs=_checked_designs(selection.designs, corpus),
        languages=_checked_languages(selection.languages),
    )
    _check_files(selection.files, corpus)
    _check_authors(selection.authors, corpus)
    _check_years(selection, corpus)
    selected = corpus.select_texts(selection)
    if not selected:
        raise NothingSelected(_empty_text(selection, corpus))
    if is_searched:
        _check_text(selection, selected, corpus)
    return selection


def selection_notes(selection: Filter, corpus: Corpus) -> tuple[str, ...]:
    """Return which works a filter leaves out because their year is not known, as a sentence."""
    if selection.since is None and selection.until is None:
        return ()
    in_any_year = replace(selection, since=None, until=None)
    undated = {each.key for each in corpus.select_texts(in_any_year) if each.year is None}
    if not undated:
        return ()
    works = "1 work was" if len(undated) == 1 else f"{len(undated)} works were"
    return (WITHOUT_YEAR.format(works=works, keys=_listed(sorted(undated))),)


def searched_note(selection: Filter) -> tuple[str, ...]:
    """Return which works alone were searched, as a sentence: a refusal must not read as one of the whole library."""
    asked = [said for said, _ in _parts(selection)]
    if selection.languages:
        asked.append(f"passages in the language {one_of(selection.languages)}")
    return (ONLY_SEARCHED.format(asked=" and ".join(asked)),) if asked else ()


# --- one value ---------------------------------------------------------------------------------------------------


def _check_not_empty(selection: Filter) -> None:
    """Do nothing if every value is a text. An empty one may be a variable of a shell that is not set."""
    for what in RESTRICTING:
        if any(not value.strip() for value in getattr(selection, f"{what}s")):
            raise NothingSelected(f"the {what} is empty: name one, or leave it out")


def _as_held(what: str, asked: Sequence[str], held: Iterable[str]) -> tuple[str, ...]:
    """Return each value as the library writes it.

    Raises:
        InputError: no work has one of the values.
    """
    by_letters = {_letters(value): value for value in held}
    found = []
    for value in asked:
        if _letters(value) not in by_letters:
            known = sorted(by_letters.values())
            raise NothingSelected(
                _joined(
                    f"no work in this library has the {what} {value!r}.",
                    did_you_mean(value, known),
                    f"The {what}s in it are: {_listed(known)}",
                )
            )
        found.append(by_letters[_letters(value)])
    return tuple(found)


def _letters(text: str) -> str:
    """Return the letters and digits of a text, so that "Web-Page" is "web page"."""
    return "".join(character for character in fold(text) if character.isalnum())


def _checked_kinds(asked: Sequence[str], corpus: Corpus) -> tuple[str, ...]:
    return _as_held("kind", asked, corpus.held_values("kind")) if asked else ()


def _checked_designs(asked: Sequence[str], corpus: Corpus) -> tuple[str, ...]:
    known = {_letters(design): design for design in DESIGNS}
    for value in asked:
        if _letters(value) not in known:
            raise NothingSelected(f"{value!r} is not a design. {choose_from(value, DESIGNS)}")
    return _as_held("design", asked, corpus.held_values("design")) if asked else ()


def _checked_languages(asked: Sequence[str]) -> tuple[str, ...]:
    codes = []
    for value in asked:
        code = fold(value).strip()
        if code not in get_args(Language):
            choice = ", ".join(f"{code} ({name})" for code, name in LANGUAGE_NAMES.items())
            raise NothingSelected(f"{value!r} is not the code of a language that is read. Choose from: {choice}")
        codes.append(code)
    return tuple(codes)


def _check_zones(asked: Sequence[str]) -> None:
    for zone in asked:
        if zone not in get_args(Zone):
            raise NothingSelected(f"{zone!r} is not a part of a work. {choose_from(zone, get_args(Zone))}")


def _check_files(asked: Sequence[str], corpus: Corpus) -> None:
    for file in asked:
        if corpus.select_texts(Filter(files=(file,))):
            continue
        names = sorted({source.name for source in corpus.sources().values() if source.kind == "full text"})
        there_are = (
            _there_are("files", names, "evidence list --json") if names else "It has no files yet: evidence add FILE"
        )
        said = f"no file in this library is called {file!r}, or has a path that ends in it."
        raise NothingSelected(_joined(said, did_you_mean(file, names) or there_are))


def _check_authors(asked: Sequence[str], corpus: Corpus) -> None:
    for author in asked:
        if corpus.select_texts(Filter(authors=(author,))):
            continue
        names = sorted({name for each in corpus.references().values() for name in _family_names(each)})
        said = f"no work in this library has an author or editor whose name contains {author!r}."
        hint = did_you_mean(author, names) or did_you_mean(_family_part(author), names)
        raise NothingSelected(_joined(said, hint or _there_are("names", names, "evidence list")))


def _family_names(reference: Reference) -> list[str]:
    """Return the family names of the authors and editors of a work, and the names of bodies."""
    names = []
    for person in authors_and_editors(reference.csl):
        name = person.get("family") or person.get("literal") or person.get("given")
        if name:
            names.append(str(name))
    return names


def _family_part(name: str) -> str:
    """Return the family name of "Smith, John" or "John Smith"."""
    family, comma, _ = name.partition(",")
    return family if comma else name.rpartition(" ")[2]


def _check_years(selection: Filter, corpus: Corpus) -> None:
    """Do nothing if there are works in the years since one year, and in the years until another.

    Raises:
        InputError: there are none, or the years are in the wrong order.
    """
    since, until = selection.since, selection.until
    if since is None and until is None:
        return
    _check_order(since, until)
    years = corpus.years()
    if years is None:
        if corpus.select_texts(Filter()):
            raise NothingSelected("the year of no work in this library is known: evidence edit KEY year=YEAR")
        return
    oldest, newest = years
    if since is not None and since > newest:
        raise NothingSelected(f"no work in this library is of {since} or later: the newest is of {newest}")
    if until is not None and until < oldest:
        raise NothingSelected(f"no work in this library is of {until} or earlier: the oldest is of {oldest}")


def _check_order(since: int | None, until: int | None) -> None:
    if since is not None and until is not None and since > until:
        raise NothingSelected(f"no year is both {since} or later and {until} or earlier: exchange the two years")


# --- all values together -----------------------------------------------------------------------------------------


def _empty_text(selection: Filter, corpus: Corpus) -> str:
    """Return that no work has all that is asked for, and how many works have each part of it."""
    if not corpus.counts()["references"]:
        return "this library has no works yet: evidence add FILE"
    parts = _parts(selection)
    counts = []
    for said, part in parts:
        keys = {each.key for each in corpus.select_texts(part)}
        counts.append(f"1 work has {said}" if len(keys) == 1 else f"{len(keys)} works have {said}")
    asked = " and ".join(said for said, _ in parts)
    return f"no work in this library has {asked} ({'; '.join(counts)})"


def _parts(selection: Filter) -> list[tuple[str, Filter]]:
    """Return each field of a filter that restricts works, in words and as a filter of its own."""
    parts = []
    for what in RESTRICTING:
        values = getattr(selection, f"{what}s")
        if values and what != "language":  # a language is of passages
            parts.append((f"the {what} {one_of(values)}", Filter(**{f"{what}s": values})))
    since, until = selection.since, selection.until
    if since is not None and until is not None:
        parts.append((f"a year from {since} to {until}", Filter(since=since, until=until)))
    elif since is not None:
        parts.append((f"a year of {since} or later", Filter(since=since)))
    elif until is not None:
        parts.append((f"a year of {until} or earlier", Filter(until=until)))
    return parts


def _check_text(selection: Filter, selected: Sequence[SelectedText], corpus: Corpus) -> None:
    """Do nothing if the works that a filter selects have passages that it selects.

    Raises:
        InputError: they have none, or there is no text of a work that is selected by its key.
    """
    without_text = [each.key for each in selected if each.sha256 is None]
    by_key = [key for key in without_text if key in selection.keys]
    if by_key or len(without_text) == len(selected):
        references = corpus.references(by_key or without_text)
        raise NothingSelected(_without_text([*references.values()]))
    sources = [each.sha256 for each in selected if each.sha256]
    passages = corpus.languages_of(sources, selection.zones)
    if not passages:
        raise NothingSelected(_without_passages(selected, bool(corpus.languages_of(sources, get_args(Zone)))))
    if selection.languages and passages.keys().isdisjoint(selection.languages):
        raise NothingSelected(_without_language(selection.languages, selected, passages))


def _without_text(references: Sequence[Reference]) -> str:
    """Return that only the references of works are held, and which command brings their texts."""
    from assistant.bringing import way_to_bring_all  # here, because it loads what knows web addresses

    keys = [each.key for each in references]
    command = way_to_bring_all(references)
    if len(keys) == 1:
        return f"the library has only the reference of {keys[0]!r}, not its text. To bring the text: {command}"
    return f"the library has only the references of {_listed(keys)}, not their texts. To bring the texts: {command}"


def _without_passages(selected: Sequence[SelectedText], has_other_parts: bool) -> str:
    said = f"{_works(selected)} that this selects has no text to search"
    if has_other_parts:
        return f"{said}, except in other parts than the body: --include all"
    key = selected[0].key
    return f"{said}: its pages may be pictures. `evidence show {key}` says what was read"


def _without_language(asked: Iterable[str], selected: Sequence[SelectedText], held: Iterable[str]) -> str:
    """Return that works have no passage in the languages asked for, and which languages they have."""
    names = one_of(LANGUAGE_NAMES[each] for each in asked)
    there = ", ".join(f"{LANGUAGE_NAMES[each]} ({each})" for each in held)
    return f"no passage of {_works(selected)} is in {names}. The languages there are: {there}"


def _works(selected: Sequence[SelectedText]) -> str:
    keys = {each.key for each in selected}
    return f"the one work ({keys.pop()})" if len(keys) == 1 else f"the {len(keys)} works"


def _there_are(what: str, names: Sequence[str], command: str) -> str:
    """Return all names if they are few, or else the command that shows them."""
    if len(names) > MAX_LISTED:
        return f"It has {len(names)} {what}, which `{command}` shows"
    return f"The {what} in it are: {', '.join(names)}"


def _listed(values: Sequence[str]) -> str:
    """Return values on one line: the first ones, and how many more there are."""
    more = len(values) - MAX_LISTED
    shown = ", ".join(values[:MAX_LISTED])
    return CUT_OFF.format(shown=shown, more=more) if more > 0 else shown


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
