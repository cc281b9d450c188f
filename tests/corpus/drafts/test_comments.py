"""Comments in Word files: at their words, with nothing else of the file changed. The files are made by python-docx."""

import zipfile

import pytest

from corpus.drafts import comment_copy
from corpus.drafts.model import Comment
from corpus.errors import InputError

docx = pytest.importorskip("docx", reason="needs the extra `office`")


@pytest.fixture
def draft(tmp_path):
    """A draft: bold and plain runs, a table, and the same words twice."""
    document = docx.Document()
    document.add_heading("A brief", 1)
    paragraph = document.add_paragraph("They say “every ")
    paragraph.add_run("third boat").bold = True
    paragraph.add_run(" carried salt” and left.")
    document.add_table(1, 1).cell(0, 0).text = "In a cell: “it fell by half in a year”."
    document.add_paragraph("Once more “it fell by half in a year”.")
    document.save(tmp_path / "brief.docx")
    return tmp_path / "brief.docx"


def commented(path, *comments):
    """Return the opened copy of a draft with these (words, text) as comments, and which have no place."""
    content, unplaced = comment_copy(path, [Comment(*comment) for comment in comments])
    copy = path.with_name("copy.docx")
    copy.write_bytes(content)
    return docx.Document(str(copy)), unplaced


def marked_words(document):
    """Return the words between the ends of each comment, in the order of the body."""
    open_, words = {}, {}
    for element in document.element.body.iter():
        name = element.tag.rpartition("}")[2]
        if name == "commentRangeStart":
            open_[next(iter(element.attrib.values()))] = []
        elif name == "commentRangeEnd":
            key = next(iter(element.attrib.values()))
            words[key] = "".join(open_.pop(key))
        elif name == "t":
            for each in open_.values():
                each.append(element.text)
    return list(words.values())


def test_a_comment_is_at_its_words(draft):
    """The words are in three runs. The first and the last run are divided."""
    document, unplaced = commented(draft, ("every third boat carried salt", "verbatim\nfound: Able (2019), p. 31"))
    assert unplaced == []
    assert marked_words(document) == ["every third boat carried salt"]
    (comment,) = document.comments
    assert (comment.author, comment.text) == ("evidence check", "verbatim\nfound: Able (2019), p. 31")


def test_the_text_and_its_format_stay(draft):
    before = docx.Document(str(draft))
    after, _ = commented(draft, ("every third boat carried salt", "a"), ("it fell by half in a year", "b"))
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    assert [p.style.name for p in after.paragraphs] == [p.style.name for p in before.paragraphs]
    bold = [run.text for paragraph in after.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["third boat"]


def test_words_that_come_twice_get_a_comment_each_in_a_table_too(draft):
    words = "it fell by half in a year"
    document, unplaced = commented(draft, (words, "first"), (words, "second"))
    assert unplaced == []
    assert marked_words(document) == [words, words]
    assert [comment.text for comment in document.comments] == ["first", "second"]


def test_words_that_the_body_lacks_have_no_place(draft):
    document, unplaced = commented(draft, ("seven umbrellas", "a"), ("carried salt", "b"))
    assert unplaced == [0]
    assert [comment.text for comment in document.comments] == ["b"]


def test_a_poisoned_comment_is_text(draft):
    text = "</w:t></w:r><script>alert(1)</script> & \u202e =cmd()"
    document, _ = commented(draft, ("carried salt", text))
    (comment,) = document.comments
    assert comment.text == text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"%PDF-1.4"])
def test_a_file_that_is_not_a_word_file(tmp_path, content):
    path = tmp_path / "brief.docx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="brief"):
        comment_copy(path, [])


def test_a_file_of_another_type(tmp_path):
    with pytest.raises(InputError, match=r"only a Word file \(.docx\) can"):
        comment_copy(tmp_path / "brief.odt", [])


def test_a_bomb_is_refused(tmp_path, draft):
    """A Word file that grows to gigabytes ends its child, and not the program."""
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(draft) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            if name != "word/document.xml":
                bad.writestr(name, good.read(name))
        with bad.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(1500):
                part.write(b"<a>" * 350_000)
    with pytest.raises(InputError, match="bomb"):
        comment_copy(bomb, [Comment("a", "b")])
