"""Transcripts -> the text of each sentence, with the second at which its cue begins and its speaker.

WebVTT (https://www.w3.org/TR/webvtt1/), SubRip, and text with times before what was said. Captions break where a line
is full, so the cues of one speaker are joined, and cut again where sentences end:

    00:00:01.000 --> 00:00:03.000          page "seconds 1", label "David Kennedy":
    <v David Kennedy>We met the groups       We met the groups face to face.
    00:00:03.000 --> 00:00:06.000          page "seconds 3", label "David Kennedy":
    face to face. They listened.             They listened.

A change of speaker ends a sentence. Captions that a program made without full stops are cut every few lines.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, Locator, Page
from corpus.reading.decoding import read_text, tidy
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.reading.sections import MAX_PAGES
from corpus.sandbox.held_file import InputFile
from corpus.text.sentences import sentences

MAX_SENTENCE_CHARACTERS = 600
"""Characters of a sentence. Longer text was never punctuated: of a hundred spoken sentences the longest has 400."""

MIN_PIECE_CHARACTERS = 200
"""Characters of unpunctuated text that are cited together, at least: a dozen seconds of speech."""

MIN_ROLLING_SHARE = 1 / 3
"""Captions roll (they show each line twice or more) if this share of the cues repeats the end of the cue before."""

MIN_ROLLING_CUES = 3
"""Captions do not roll if fewer cues repeat the end of the cue before."""

MAX_FIRST_SECOND = 300
"""A transcript with times like 9:30 begins by this second. Later times are the times of an agenda."""

MIN_SPEAKER_COUNT = 3
"""Times that a word must be before a colon to be the name of a speaker. In "Remember:" it is not one."""

MAX_OVERLAP_WORDS = 100
"""Words that a cue may share with the cue before. A cue has two lines."""

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_BEFORE_ARROWS = re.compile(r"\s*(?=(?:>|&gt;){2})")
_TIME_ARROW = re.compile(r"-->|^[\d:.,]+\s*->")
_TIMING = re.compile(rf"(-?){_CLOCK}\s*-->")
_STAMP = re.compile(rf"[\[(]?{_CLOCK}[\])]?(?![\w:])\s*[-–—:]?\s*(?P<text>.*)")
_NAMED_STAMP = re.compile(rf"(?P<name>[^\W\d][^\d:\[\](),]{{1,50}}?)\s*[\[(]?{_CLOCK}[\])]?:?")
_HOURS = re.compile(r"^\W?\d+:\d\d:\d\d", re.M)
_TITLE = re.compile(r"WEBVTT[ \t]+(?:[-–—][ \t]*)?(\S.*)")
_COMMENT = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?(?:[A-Za-z][^<>]*|\d[\d:.]*)>|\{\\[^}]*\}")
_WORD = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:{_WORD}|\d+|de|la|del|da|do|dos|van|von|of)){{0,4}}"
# ">> Name: text", "- Name: text", "[Name] text", "Name: text", and ">> text" where an unnamed person begins.
_SPEAKER = re.compile(
    rf"(?P<arrows>>>+)?\s*"
    rf"(?:(?:[-–]\s*)?(?P<named>{_NAME})(?: \([^)]*\))?:(?:\s+|$)|\[(?P<bracketed>{_NAME})\]:?\s+(?=\S))?"
)
_SOUNDS = "music|applause|laughter|inaudible|silence|crosstalk|música|aplausos|risas|risos|inaudível"
_SOUND = re.compile(rf"^[\[(][^\])]*[\])]$|\[(?:{_SOUNDS})\]|♪[^♪]*♪?", re.I)
_SOUND_NAME = re.compile(_SOUNDS, re.I)


@dataclass(frozen=True, slots=True)
class Cue:
    """Text that is shown from a second on. `turn`: another person begins to speak. `speaker`: None if unknown."""

    second: int
    text: str
    speaker: str | None = None
    turn: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cue. `speaker` is the match of `_SPEAKER` at its beginning, which may be empty."""

    second: int
    text: str
    is_first: bool
    speaker: re.Match[str]


@dataclass(frozen=True, slots=True)
class _Span:
    """The character offsets of a sentence, and whether it ends a paragraph."""

    start: int
    end: int
    ends_paragraph: bool


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sentences of a transcript.

    Raises:
        UnreadableFile: it has no words, or no time that can be read.
    """
    text, warnings = read_text(path)
    if text.startswith("WEBVTT") or "-->" in text:
        timed, untimed_count = _captions(text)
    else:
        timed, untimed_count = _stamped(text), 0
    if untimed_count == 1:
        warnings.append("1 cue was left out: no time that can be read")
    elif untimed_count:
        warnings.append(f"{untimed_count} cues were left out: no time that can be read")
    cues = [replace(cue, text=cue.text[: monitor.limits.page_characters]) for cue in timed]
    cues.sort(key=lambda cue: cue.second)
    pages = _pages_within(monitor.limits, _spoken(_unrolled(cues)), warnings)
    if not pages:
        raise UnreadableFile("no words in it that have a time")
    metadata = {}
    title = _TITLE.match(text)
    if title:
        metadata["title"] = tidy(title[1])
    return Document(tuple(pages), (), metadata, tuple(warnings), csl_type="motion_picture")


def is_stamped(text: str) -> bool:
    """Return whether a text is a transcript with times before what is said, by its beginning."""
    seconds = [cue.second for cue in _stamped(text) if cue.turn]
    if len(seconds) < 2 or seconds != sorted(seconds):
        return False
    return _HOURS.search(text) is not None or seconds[0] < MAX_FIRST_SECOND


# --- cues -------------------------------------------------------------------------------------------------------------


def _captions(text: str) -> tuple[list[Cue], int]:
    """Return the cues of WebVTT or SubRip, with their line breaks, and the number of cues without a valid time."""
    cues: list[Cue] = []
    untimed_count = 0
    in_comment = False
    in_cue = False
    after_blank = True
    lines = [line.strip() for line in text.split("\n")]
    lines.append("")
    for line, next_line in pairwise(lines):
        if not line:
            after_blank = True
            in_comment = False
            continue
        if _TIME_ARROW.search(line):
            in_comment = False
            timing = _TIMING.match(line)
            in_cue = timing is not None
            if timing is None:
                untimed_count += 1
            else:
                cues.append(Cue(_start_second(timing), ""))
        else:
            if after_blank and _COMMENT.match(line):
                in_comment = True
            if in_cue and not in_comment and not _is_cue_name(line, next_line, after_blank):
                cues[-1] = _continued(cues[-1], "\n", line)
        after_blank = False
    return cues, untimed_count


def _start_second(timing: re.Match[str]) -> int:
    sign, hours, minutes, seconds = timing.groups()
    return 0 if sign else _seconds(hours, minutes, seconds)


def _is_cue_name(line: str, next_line: str, after_blank: bool) -> bool:
    """Return whether a line is the number or name of the next cue."""
    return _TIME_ARROW.search(next_line) is not None and (after_blank or line.isdigit())


def _stamped(text: str) -> list[Cue]:
    """Return the parts of a text that begin with a time, and the text before the first time at second 0.

    `turn` is set in parts that have a time. The name in "Kennedy 0:05" becomes "[Kennedy]" before the text.
    """
    cues: list[Cue] = []
    for raw_line in text.split("\n"):
        line = raw_line.strip()
        cue = _stamped_cue(line)
        if cue:
            cues.append(cue)
        elif line and cues:
            separator = " " if cues[-1].text.endswith("]") else "\n"
            cues[-1] = _continued(cues[-1], separator, line)
        elif line:
            cues.append(Cue(0, line))
    return cues


def _stamped_cue(line: str) -> Cue | None:
    """Return the cue that a line with a time begins, or None."""
    named = _NAMED_STAMP.fullmatch(line)
    if named:
        _, hours, minutes, seconds = named.groups()
        return Cue(_seconds(hours, minutes, seconds), f"[{named['name'].strip()}]", turn=True)
    stamp = _STAMP.match(line)
    if stamp:
        hours, minutes, seconds, text = stamp.groups()
        return Cue(_seconds(hours, minutes, seconds), text, turn=True)
    return None


def _continued(cue: Cue, separator: str, line: str) -> Cue:
    return replace(cue, text=f"{cue.text}{separator}{line}".strip())


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def _unrolled(cues: Sequence[Cue]) -> list[Cue]:
    """Remove from each cue the words that the cue before shows already, if the captions roll."""
    if _has_voices(cues):
        return list(cues)
    words = [_caption_words(cue) for cue in cues]
    shared = [0]
    for before, after in pairwise(words):
        shared.append(_overlap(before, after))
    repeating_count = sum(count > 0 for count in shared)
    if repeating_count < max(MIN_ROLLING_SHARE * len(cues), MIN_ROLLING_CUES):
        return list(cues)
    unrolled = []
    for cue, cue_words, count in zip(cues, words, shared, strict=True):
        unrolled.append(replace(cue, text=" ".join(cue_words[count:])))
    return unrolled


def _caption_words(cue: Cue) -> list[str]:
    without_tags = _TAG.sub("", cue.text)
    return [_TAG.sub("", word) for word in without_tags.split()]


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words at the beginning of one cue are the end of the cue before."""
    longest = min(len(before), len(after), MAX_OVERLAP_WORDS)
    for count in range(longest, 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


# --- speakers ---------------------------------------------------------------------------------------------------------


def _spoken(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Return the cues without marks and sounds, and each with one speaker."""
    return _by_voice(cues) if _has_voices(cues) else _by_name(cues)


def _has_voices(cues: Iterable[Cue]) -> bool:
    return any(_VOICE.search(cue.text) for cue in cues)


def _by_voice(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield cues with the speakers of WebVTT's `<v Name>`."""
    speaker: str | None = None
    for cue in cues:
        before, *voices = _VOICE.split(cue.text)
        parts = [("", before), *zip(voices[::2], voices[1::2], strict=True)]
        for name, spoken in parts:
            text = _without_sounds(_plain(spoken))
            if text:
                part_speaker = tidy(html.unescape(name)) or None
                yield Cue(cue.second, text, part_speaker, part_speaker != speaker)
                speaker = part_speaker


def _by_name(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield cues with the speakers that are named before what they say. A speaker speaks until the next one."""
    lines = list(_lines(cues))
    counts = Counter(line.speaker["named"] for line in lines)
    is_all_capitals = not any(character.islower() for line in lines[:100] for character in line.text)
    speaker: str | None = None
    for line in lines:
        name = _speaker_name(line, counts, is_all_capitals)
        has_arrows = line.speaker["arrows"] is not None
        text = line.text
        if name:
            speaker = name
            text = text[line.speaker.end() :]
        elif has_arrows:
            speaker = None
            text = text[line.speaker.end("arrows") :]
        yield Cue(line.second, _without_sounds(text), speaker, bool(name) or has_arrows)


def _lines(cues: Iterable[Cue]) -> Iterator[_Line]:
    """Yield the lines of cues, with a new line before each `>>`."""
    for cue in cues:
        parts = _BEFORE_ARROWS.sub("\n", cue.text).split("\n")
        for number, part in enumerate(parts):
            text = _plain(part)
            speaker = _SPEAKER.match(text)
            assert speaker, "the pattern matches the empty string"
            yield _Line(cue.second, text, number == 0, speaker)


def _speaker_name(line: _Line, counts: Counter[str], is_all_capitals: bool) -> str:
    """Return the name of the speaker at the beginning of a line, or "".

    A word before a colon is a name if it has a mark of a speaker, is in capitals in a text that is not, has two words
    and begins a cue, or comes often.
    """
    name = line.speaker["bracketed"] or line.speaker["named"] or ""
    has_mark = line.speaker["arrows"] is not None or line.speaker["bracketed"] is not None
    is_in_capitals = name.isupper() and not is_all_capitals
    is_full_name = line.is_first and " " in name
    is_frequent = counts[name] >= MIN_SPEAKER_COUNT
    is_name = has_mark or is_in_capitals or is_full_name or is_frequent
    if not is_name or _SOUND_NAME.fullmatch(name):
        return ""
    return name


def _plain(line: str) -> str:
    return tidy(html.unescape(_TAG.sub("", line)))


def _without_sounds(text: str) -> str:
    return tidy(_SOUND.sub(" ", text))


def _turns(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    """Yield the cues of each person until another one speaks, without cues that have no words."""
    turn: list[Cue] = []
    for cue in cues:
        if cue.turn and turn:
            yield turn
            turn = []
        if any(character.isalnum() for character in cue.text):
            turn.append(cue)
    if turn:
        yield turn


# --- sentences --------------------------------------------------------------------------------------------------------


def _pages_within(limits: ReadingLimits, cues: Iterable[Cue], warnings: list[str]) -> list[Page]:
    """Return the pages of sentences within the limits, each with its own second. Add a warning if some are left out."""
    pages: list[Page] = []
    characters = 0
    for page in _sentence_pages(cues):
        second = page.locator.index
        characters += len(page.text) + len(PAGE_BREAK)
        if characters > limits.characters or len(pages) == MAX_PAGES:
            warnings.append(f"not read to its end: what is said from second {second:,} on is left out")
            break
        if pages:
            second = max(second, pages[-1].locator.index + 1)
        pages.append(replace(page, locator=replace(page.locator, index=second)))
    return pages


def _sentence_pages(cues: Iterable[Cue]) -> Iterator[Page]:
    for turn in _turns(cues):
        yield from _turn_pages(turn)


def _turn_pages(turn: Sequence[Cue]) -> list[Page]:
    """Return the sentences of a turn. Sentences that begin in one cue are one page. A blank line ends a paragraph."""
    text = " ".join(cue.text for cue in turn)
    lengths = [len(cue.text) + 1 for cue in turn[:-1]]
    cue_starts = list(accumulate(lengths, initial=0))
    pages: list[Page] = []
    for span in _spans(text, cue_starts):
        cue = turn[bisect_right(cue_starts, span.start) - 1]
        locator = Locator("seconds", cue.second, turn[0].speaker)
        sentence = text[span.start : span.end]
        if span.ends_paragraph:
            sentence += "\n"
        if pages and pages[-1].locator == locator and not pages[-1].text.endswith("\n"):
            pages[-1] = replace(pages[-1], text=f"{pages[-1].text} {sentence}")
        else:
            pages.append(Page(locator, sentence, "transcript"))
    return pages


def _spans(text: str, cue_starts: Sequence[int]) -> Iterator[_Span]:
    """Yield the sentences of a turn. Text without full stops is cut where cues begin."""
    for start, end in sentences(text):
        if end - start <= MAX_SENTENCE_CHARACTERS:
            yield _Span(start, end, ends_paragraph=end == len(text))
            continue
        piece_start = start
        while True:
            next_cue = bisect_left(cue_starts, piece_start + MIN_PIECE_CHARACTERS)
            if next_cue == len(cue_starts) or cue_starts[next_cue] >= end:
                break
            yield _Span(piece_start, cue_starts[next_cue] - 1, ends_paragraph=True)
            piece_start = cue_starts[next_cue]
        yield _Span(piece_start, end, ends_paragraph=True)
