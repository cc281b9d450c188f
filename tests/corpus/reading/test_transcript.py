"""Transcripts, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.passages.chunk import passages
from corpus.reading.formats import extract, media_type
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.text.sentences import sentences
from corpus.works.identify import identify
from tests.corpus.documents import write_text


def read(tmp_path, text, name="talk.vtt"):
    return extract(write_text(tmp_path / name, text))


def said(document):
    return [(page.locator.index, page.locator.label, page.text.strip()) for page in document.pages]


VTT = """\ufeffWEBVTT - What Works: a panel

NOTE
Made by hand --
for this test

STYLE
::cue { color: red }

REGION
id:speakers

one
00:01.000 --> 00:03.000 align:start position:0%
<v David Kennedy>We met the groups

2
00:00:03.200 --> 00:00:06.000
<v David Kennedy>face to face. They <i>listened</i> &amp; left.

00:00:06.500 --> 00:00:07.000
<v.loud Ana María Souza>¿Funcionó? <v David Kennedy>Yes. It did.

00:00:12.000 --> 00:00:14.000
[Music]

00:14:05.000 --> 00:14:09.000
Thank you <00:14:06.000><c>all</c>
"""


def test_webvtt(tmp_path):
    """Each sentence has the second of the cue that it begins in, and the speaker of its voice tag."""
    document = read(tmp_path, VTT)
    assert said(document) == [
        (1, "David Kennedy", "We met the groups face to face."),
        (3, "David Kennedy", "They listened & left."),
        (6, "Ana María Souza", "¿Funcionó?"),
        (7, "David Kennedy", "Yes. It did."),  # 6 is taken, and a second late is better than the wrong speaker
        (845, None, "Thank you all"),
    ]
    assert {page.locator.kind for page in document.pages} == {"seconds"}
    assert document.warnings == ()


SRT = """1\r
00:00:01,000 --> 00:00:02,000\r
JOHN POE: We came\r
to the call-in. And\r
\r
2\r
00:00:02,500 --> 00:00:03,000\r
{\\an8}<font color="red">then we spoke.</font>\r
3\r
00:00:04,000 --> 00:00:05,000\r
>> Did you? >> ANA: We all did.\r
\r
4\r
01:00:00,000 --> 01:00:05,000\r
[Mary Poe] I did. Remember: it was late.\r
"""


def test_subrip(tmp_path):
    """SubRip is read with the names and marks of speakers. A sentence may span cues."""
    assert said(read(tmp_path, SRT, "talk.srt")) == [
        (1, "JOHN POE", "We came to the call-in. And then we spoke."),
        (4, None, "Did you?"),
        (5, "ANA", "We all did."),
        (3600, "Mary Poe", "I did. Remember: it was late."),
    ]


STAMPED = [
    (
        "a time on each line",
        "[00:00:05] Moderator: Welcome.\n[00:00:09] David Kennedy: We met\n[00:00:12] in a room.\n[00:00:15] Thanks.",
        [(5, None, "Moderator: Welcome."), (9, "David Kennedy", "We met in a room."), (15, "David Kennedy", "Thanks.")],
    ),
    (
        "a name and a time above",
        "The panel, 2017\n\nDavid Kennedy  0:05\nWe met the groups.\nThey left.\n\nAna Souza (1:10):\nDid it work?\n",
        [
            (0, None, "The panel, 2017"),
            (5, "David Kennedy", "We met the groups. They left."),
            (70, "Ana Souza", "Did it work?"),
        ],
    ),
    (
        "a time above",
        "0:00\nwe met the groups\n0:04\nface to face\n1:02:03\nand they left",
        [(0, None, "we met the groups face to face and they left")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in STAMPED], ids=[case[0] for case in STAMPED])
def test_text_with_times(tmp_path, text, expected):
    """Plain text with times before the spoken text is a transcript."""
    path = write_text(tmp_path / "talk.txt", text)
    assert media_type(path) == "text/plain"
    assert said(extract(path)) == expected


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.vtt", VTT, "text/vtt"),
        ("a", VTT, "text/vtt"),
        ("a.srt", SRT, "application/x-subrip"),
        ("a.txt", SRT, "application/x-subrip"),
    ],
)
def test_what_is_a_transcript(tmp_path, name, text, found):
    """Captions are recognised by their content."""
    assert media_type(write_text(tmp_path / name, text)) == found


def test_an_agenda_is_none(tmp_path):
    """Times of day are not taken for times of a recording."""
    from corpus.reading.transcript import is_stamped

    assert not is_stamped("09:00 Registration\n09:30 Opening\n10:30 Coffee")
    assert not is_stamped("We began at 9.\n10:30 was the coffee.")
    assert is_stamped("09:00:00 Registration\n09:30:00 Opening")


def test_rolling_captions(tmp_path):
    """Captions that show each line twice are read once."""
    text = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
we<00:00:00.500><c> met</c><c> the</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
we met the
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
we met the
groups<00:00:02.500><c> and</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
groups and
 

00:00:04.010 --> 00:00:06.000 align:start position:0%
groups and
they<00:00:05.000><c> left</c>
"""  # noqa: W293
    assert said(read(tmp_path, text)) == [(0, None, "we met the groups and they left")]


def test_what_is_said_twice_is_said_twice(tmp_path):
    """A word that is repeated in the next cue is kept if captions do not roll."""
    cues = [(1, "Never."), (2, "Never."), (3, "We never did."), (4, "I asked them."), (5, "They left.")]
    text = "WEBVTT\n\n" + "\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{words}\n" for n, words in cues)
    assert [words for _, _, words in said(read(tmp_path, text))] == [words for _, words in cues]


def cue(second, words):
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000 --> 99:00:00.000\n{words}\n\n"


def test_odd_times(tmp_path):
    """Cues are sorted by time. Cues without a valid time are left out with a warning."""
    text = "WEBVTT\n\n" + cue(443_645, "Last.") + cue(8, "Third.") + cue(5, "Second.") + cue(5, "At once.")
    text += "-00:00:01.000 --> 00:00:02.000\nFirst.\n\n00:00:xx.000 --> 00:00:07.000\nlost words\n\n"
    text += "1:00 -> 2:00\nlost too\n"
    document = read(tmp_path, text)
    assert said(document) == [
        (0, None, "First."),
        (5, None, "Second. At once."),
        (8, None, "Third."),
        (443_645, None, "Last."),
    ]
    assert document.warnings == ("2 cues were left out: no time that can be read",)


def test_sentences_and_passages(tmp_path):
    """Sentences are the spoken sentences, and passages are in the text verbatim."""
    words = [
        f"Sentence {n} goes on over two cues, as David" if n % 2 else f"Kennedy {n} says it." for n in range(1, 201)
    ]
    document = read(tmp_path, "WEBVTT\n\n" + "".join(cue(3 * n, text) for n, text in enumerate(words)))
    spans = [document.text[a:b] for a, b in sentences(document.text)]
    assert spans == [f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=True)]
    assert [document.locate(a).index for a, _ in sentences(document.text)] == list(range(0, 600, 6))
    found = passages(document, "0" * 64)
    assert len(found) > 5
    for passage in found:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text.startswith("Sentence")


def test_captions_without_full_stops(tmp_path):
    """Speech without full stops is cut at its cues, so that a quotation is short and has its second."""
    document = read(
        tmp_path, "WEBVTT\n\n" + "".join(cue(4 * n, f"and then we met group {n} again") for n in range(100))
    )
    spans = [(document.locate(a).index, document.text[a:b]) for a, b in sentences(document.text)]
    assert all(200 <= len(words) < 240 for _, words in spans[:-1])
    for second, words in spans:
        assert words.startswith(f"and then we met group {second // 4} again")


@pytest.mark.parametrize(
    "text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n", "WEBVTT\n\nxx --> yy\nlost\n"]
)
def test_nothing_said(tmp_path, text):
    """A transcript without words is refused."""
    with pytest.raises(UnreadableFile, match="no words in it that have a time"):
        read(tmp_path, text)


def test_hostile_text(tmp_path):
    """Tags and control characters are removed from a transcript, and limits apply."""
    text = "WEBVTT\n\n" + cue(1, "It said &lt;script&gt; <b>and</b> \x1b[31mred\x1b[0m.") + cue(2, "X" * 1_000_000)
    document = extract(write_text(tmp_path / "a.vtt", text), Monitor(ReadingLimits(page_characters=1_000)))
    assert document.text == "It said <script> and red.\n" + "X" * 1_000 + "\n"
    many = "WEBVTT\n\n" + "".join(cue(n, f"<v Speaker {n}>Words.") for n in range(500))
    document = extract(write_text(tmp_path / "b.vtt", many), Monitor(ReadingLimits(characters=800)))
    assert len(document.pages) == 100  # of 7 characters and a break
    assert document.warnings == ("not read to its end: what is said from second 100 on is left out",)


def test_a_transcript_is_a_video(tmp_path):
    """A transcript that is not of a known work becomes a video with the title of the file."""
    work = identify(read(tmp_path, VTT), "talk.vtt", [], ()).reference
    assert (work.kind, work.csl["type"], work.title) == ("video", "motion_picture", "What Works: a panel")
