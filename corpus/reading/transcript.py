"""A transcript -> what was said, each sentence at the second at which its cue begins, and by whom.

WebVTT (https://www.w3.org/TR/webvtt1/), SubRip, and text with a time before what was said. Captions break where a line
is full, so the cues of one speaker are joined, and cut again where sentences end:

    00:00:01.000 --> 00:00:03.000          page "seconds 1", label "David Kennedy":
    <v David Kennedy>We met the groups       We met the groups face to face.
    00:00:03.000 --> 00:00:06.000          page "seconds 3", label "David Kennedy":
    face to face. They listened.             They listened.

A change of speaker ends a sentence, and so does every few lines of captions that a program has made without full stops.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, pairwise
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, Locator, Page
from corpus.reading.flow import MOST_PAGES, read_text, tidy
from corpus.reading.monitor import Monitor
from corpus.text.sentences import sentences

LONGEST_SENTENCE = 600
"""Characters: what is longer was never punctuated; the longest sentence in a hundred that people speak has 400."""

PIECE = 200
"""Characters of such text that are cited together, at least: a dozen seconds of speech."""

ROLLING = 1 / 3
"""Share of cues that repeat the end of the cue before, from which captions roll: they show each line twice or more.
Three do at least."""

LATEST_BEGINNING = 300
"""Seconds at which a transcript with times like 9:30 begins, at most: else they are the times of an agenda."""

OFTEN = 3
"""Times that a word must stand before a colon to be the name of a speaker: "Remember:" is none."""

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_MARK = re.compile(r"\s*(?=(?:>|&gt;){2})")
_ARROW = re.compile(r"-->|^[\d:.,]+\s*->")
_TIMING = re.compile(rf"(-?){_CLOCK}\s*-->")
_STAMP = re.compile(rf"[\[(]?{_CLOCK}[\])]?(?![\w:])\s*[-–—:]?\s*(?P<text>.*)")
_NAMED_STAMP = re.compile(rf"(?P<name>[^\W\d][^\d:\[\](),]{{1,50}}?)\s*[\[(]?{_CLOCK}[\])]?:?")
_HEADER = re.compile(r"WEBVTT[ \t]+(?:[-–—][ \t]*)?(\S.*)")
_ASIDE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?(?:[A-Za-z][^<>]*|\d[\d:.]*)>|\{\\[^}]*\}")
_WORD = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:{_WORD}|\d+|de|la|del|da|do|dos|van|von|of)){{0,4}}"
# ">> Name: text", "- Name: text", "[Name] text", "Name: text", and ">> text" where someone unnamed begins.
_SPEAKER = re.compile(
    rf"(?P<mark>>>+)?\s*(?:(?:[-–]\s*)?(?P<said>{_NAME})(?: \([^)]*\))?:(?:\s+|$)|\[(?P<set>{_NAME})\]:?\s+(?=\S))?"
)
_SOUNDS = "music|applause|laughter|inaudible|silence|crosstalk|música|aplausos|risas|risos|inaudível"
_SOUND = re.compile(rf"^[\[(][^\])]*[\])]$|\[(?:{_SOUNDS})\]|♪[^♪]*♪?", re.I)


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from a second on. `turn` says that someone else begins to speak; `speaker` who, if it is said."""

    second: int
    text: str
    speaker: str | None
    turn: bool


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives what a transcript says.

    Raises:
        UnreadableFile: it has no words, or no time that can be read.
    """
    text, warnings = read_text(path)
    timed, broken = _captions(text) if text.startswith("WEBVTT") or "-->" in text else (_stamped(text), 0)
    if broken:
        warnings.append(f"{broken} {'cue was' if broken == 1 else 'cues were'} left out: no time that can be read")
    timed = [replace(cue, text=cue.text[: monitor.limits.page_characters]) for cue in timed]
    cues = _unrolled(sorted(timed, key=lambda cue: cue.second))
    characters = 0
    pages: list[Page] = []
    for page in (page for turn in _turns(_spoken(cues)) for page in _pages(turn)):
        characters += len(page.text) + len(PAGE_BREAK)
        if characters > monitor.limits.characters or len(pages) == MOST_PAGES:
            warnings.append(f"not read to its end: what is said from second {page.locator.index:,} on is left out")
            break
        second = max(page.locator.index, pages[-1].locator.index + 1 if pages else 0)
        pages.append(replace(page, locator=replace(page.locator, index=second)))
    if not pages:
        raise UnreadableFile("no words in it that have a time")
    named = _HEADER.match(text)
    metadata = {"type": "motion_picture", **({"title": tidy(named[1])} if named else {})}
    return Document(tuple(pages), (), metadata, tuple(warnings))


def is_stamped(text: str) -> bool:
    """Says whether a text is a transcript with times before what is said, by its beginning."""
    seconds = [cue.second for cue in _stamped(text) if cue.turn]
    hours = re.search(r"^\W?\d+:\d\d:\d\d", text, re.M) is not None
    return len(seconds) > 1 and seconds == sorted(seconds) and (hours or seconds[0] < LATEST_BEGINNING)


# --- what is shown when -----------------------------------------------------------------------------------------------


def _captions(text: str) -> tuple[list[Cue], int]:
    """Gives the cues of WebVTT or SubRip, a line break between their lines, and how many have no time."""
    cues: list[Cue] = []
    broken, aside, blank, lost = 0, False, True, True
    lines = [line.strip() for line in text.split("\n")]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if not line:
            blank, aside = True, False
            continue
        aside = aside or (blank and _ASIDE.match(line) is not None)
        if _ARROW.search(line):
            timing, aside = _TIMING.match(line), False
            lost = timing is None
            if timing:
                cues.append(Cue(0 if timing[1] else _seconds(timing[2], timing[3], timing[4]), "", None, False))
            broken += lost
        elif not (aside or lost or (_ARROW.search(after) and (blank or line.isdigit()))):  # a cue's number or name
            cues[-1] = replace(cues[-1], text=f"{cues[-1].text}\n{line}".strip())
        blank = False
    return cues, broken


def _stamped(text: str) -> list[Cue]:
    """Gives the stretches of a text that begin with a time; what stands before the first, at second 0.

    `turn` is set for those that have a time; a name before it goes before the text, as in "Kennedy: ...".
    """
    cues: list[Cue] = []
    for line in map(str.strip, text.split("\n")):
        named = _NAMED_STAMP.fullmatch(line)
        found = named or _STAMP.match(line)
        if found:
            said = f"[{named['name'].strip()}]" if named else found["text"]
            cues.append(Cue(_seconds(*found.groups()[-3:] if named else found.groups()[:3]), said, None, True))
        elif line and cues:
            joint = " " if cues[-1].text.endswith("]") else "\n"
            cues[-1] = replace(cues[-1], text=f"{cues[-1].text}{joint}{line}".strip())
        elif line:
            cues.append(Cue(0, line, None, False))
    return cues


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def _unrolled(cues: Sequence[Cue]) -> list[Cue]:
    """Takes off each cue what the one before it shows already, where captions roll."""
    if any(_VOICE.search(cue.text) for cue in cues):
        return list(cues)
    words = [[_TAG.sub("", word) for word in _TAG.sub("", cue.text).split()] for cue in cues]
    shared = [0, *(_overlap(a, b) for a, b in pairwise(words))]
    if sum(map(bool, shared)) < max(ROLLING * len(cues), 3):
        return list(cues)
    return [replace(cue, text=" ".join(said[n:])) for cue, said, n in zip(cues, words, shared, strict=True)]


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Gives how many words one cue begins with that the one before ends with."""
    longest = min(len(before), len(after), 100)  # a cue has two lines
    return next((n for n in range(longest, 0, -1) if before[-n:] == after[:n]), 0)


# --- who says what ----------------------------------------------------------------------------------------------------


def _spoken(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Gives what is said, a cue for each speaker in it, without marks and sounds."""
    if any(_VOICE.search(cue.text) for cue in cues):
        return _by_voice(cues)
    return _by_name(cues)


def _by_voice(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Takes the speakers from WebVTT's `<v Name>`."""
    speaker: str | None = None
    for cue in cues:
        before, *voices = _VOICE.split(cue.text)
        for name, said in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
            if text := _words(_plain(said)):
                who = tidy(html.unescape(name)) or None
                yield Cue(cue.second, text, who, who != speaker)
                speaker = who


def _by_name(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Takes the speakers from names before what they say; a name holds until the next one."""
    split = [(cue, _MARK.sub("\n", cue.text).split("\n")) for cue in cues]
    lines = [(cue.second, _plain(line), n == 0) for cue, parts in split for n, line in enumerate(parts)]
    marks = [_SPEAKER.match(line) for _, line, _ in lines]
    names = Counter(mark["said"] for mark in marks if mark)
    capitals = not any(map(str.islower, "".join(line for _, line, _ in lines[:100])))
    speaker: str | None = None
    for (second, line, first), mark in zip(lines, marks, strict=True):
        assert mark, "it may match nothing"
        name = mark["set"] or mark["said"] or ""
        sure = mark["mark"] or mark["set"] or (name.isupper() and not capitals) or (first and " " in name)
        if not (sure or names[name] >= OFTEN) or re.fullmatch(_SOUNDS, name, re.I):
            name = ""
        turn = bool(name or mark["mark"])
        if turn:
            speaker = name or None
        said = line[mark.end() :] if name else line[mark.end("mark") :] if turn else line
        yield Cue(second, _words(said), speaker, turn)


def _plain(line: str) -> str:
    return tidy(html.unescape(_TAG.sub("", line)))


def _words(text: str) -> str:
    return tidy(_SOUND.sub(" ", text))


def _turns(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    """Gives what each says before someone else does; cues without words are left out."""
    turn: list[Cue] = []
    for cue in cues:
        if cue.turn and turn:
            yield turn
            turn = []
        if any(map(str.isalnum, cue.text)):
            turn.append(cue)
    if turn:
        yield turn


# --- sentences --------------------------------------------------------------------------------------------------------


def _pages(turn: Sequence[Cue]) -> list[Page]:
    """Gives a turn's sentences, those that begin in one cue on one page; a blank line, after the last, ends it."""
    text = " ".join(cue.text for cue in turn)
    begins = list(accumulate((len(cue.text) + 1 for cue in turn[:-1]), initial=0))
    pages: list[Page] = []
    for start, end, ends in _spans(text, begins):
        place = Locator("seconds", turn[bisect_right(begins, start) - 1].second, turn[0].speaker)
        said = text[start:end] + ("\n" if ends else "")
        if pages and pages[-1].locator == place and not pages[-1].text.endswith("\n"):
            pages[-1] = replace(pages[-1], text=f"{pages[-1].text} {said}")
        else:
            pages.append(Page(place, said, "transcript"))
    return pages


def _spans(text: str, begins: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """Gives (start, end, whether a blank line follows) of each sentence, of an endless one the cues together."""
    for start, end in sentences(text):
        endless = end - start > LONGEST_SENTENCE
        begin = start
        while endless and (cut := next(islice(begins, bisect_left(begins, begin + PIECE), None), end)) < end:
            yield begin, cut - 1, True
            begin = cut
        yield begin, end, endless or end == len(text)
