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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ALSO = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
WORDS = "every third boat carried salt"


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def box(text):
    return f"<w:pict><v:textbox><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></v:textbox></w:pict>"


def tracked(tag, inner):
    return f'<w:{tag} w:id="7" w:author="A">{inner}</w:{tag}>'


def turn(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


CODE = "<w:r><w:instrText>ADDIN ZOTERO_ITEM CSL_CITATION {every third boat carried salt}</w:instrText></w:r>"
OLD = "<w:r><w:delText>old </w:delText></w:r>"
SALT = run(" carried salt")
LINE = "<w:r><w:br/></w:r>"
IN_THE_BODY = {
    "an insertion": run("They say every third ") + tracked("ins", run("boat carried salt")),
    "around a deletion": run("every third ") + tracked("del", OLD) + run("boat carried salt"),
    "around what was moved away": run("every third ") + tracked("moveFrom", run("old ")) + run("boat carried salt"),
    "a link": f'<w:hyperlink w:anchor="a">{run("every third boat")}</w:hyperlink>{SALT}',
    "a content control": f"<w:sdt><w:sdtContent>{run(WORDS)}</w:sdtContent></w:sdt>",
    "a citation field": turn("begin") + CODE + turn("separate") + run("every third boat") + turn("end") + SALT,
    "a simple field": f'<w:fldSimple w:instr="ADDIN EN.CITE">{run("every third boat")}</w:fldSimple>{SALT}',
    "another typography": run("every third") + LINE + run("boat\u00a0 carried") + LINE + run("salt"),
}


@pytest.mark.parametrize("body", IN_THE_BODY.values(), ids=IN_THE_BODY)
def test_words_in_what_word_puts_into_a_paragraph(tmp_path, body):
    document, unplaced = commented(word_file(tmp_path, body), (WORDS, "found"))
    assert unplaced == []
    (marked,) = marked_words(document)
    assert "".join(marked.replace("old ", "").split()) == WORDS.replace(" ", "")


def word_file(folder, inner):
    """Write a Word file with a paragraph that has this XML."""
    document = docx.Document()
    paragraph = docx.oxml.parser.parse_xml(f"<w:p {W} {ALSO}>{inner}</w:p>")
    document.add_paragraph("Before.")._p.addnext(paragraph)
    document.save(folder / "brief.docx")
    return folder / "brief.docx"


def anchors(document):
    """Return the tags of what is in the first run of each comment."""
    found = []
    for element in document.element.body.iter():
        if element.tag.endswith("}commentRangeStart"):
            marked = next(element.itersiblings("{*}r"))
            found.append([child.tag.rpartition("}")[2] for child in marked])
    return found


def test_words_of_a_note_have_their_comment_at_its_reference(tmp_path):
    """Word takes no comment in a note. Notes are read after the paragraph that refers to them."""
    document = docx.Document()
    first = document.add_paragraph(f"One thing: “{WORDS}”.")
    note = document.footnotes.add_footnote(f"He says “{WORDS}”, and “no one left the town”.")
    first.add_run().add_footnote_reference(note)
    document.add_paragraph(f"Another: “{WORDS}”.")
    document.save(tmp_path / "brief.docx")
    comments = [(WORDS, "one"), (WORDS, "two"), ("no one left the town", "three"), (WORDS, "four")]
    copy, unplaced = commented(tmp_path / "brief.docx", *comments)
    assert unplaced == []
    assert [comment.text for comment in copy.comments] == [
        "one",
        f"In this footnote, “{WORDS}”:\ntwo",
        "In this footnote, “no one left the town”:\nthree",
        "four",
    ]
    assert [tags[-1] for tags in anchors(copy)].count("footnoteReference") == 2


def test_words_of_an_endnote_have_their_comment_at_its_reference(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Boats left.")
    paragraph.add_run().add_endnote_reference(document.endnotes.add_endnote(f"He says “{WORDS}”."))
    document.save(tmp_path / "brief.docx")
    copy, unplaced = commented(tmp_path / "brief.docx", (WORDS, "found"))
    assert (unplaced, [comment.text for comment in copy.comments]) == ([], [f"In this endnote, “{WORDS}”:\nfound"])
    assert "endnoteReference" in anchors(copy)[0]


def test_words_of_a_text_box_have_their_comment_at_the_box(tmp_path):
    """Each text box is in the file twice, for new and old programs."""
    forms = f"<mc:Choice Requires='wps'>{box(WORDS)}</mc:Choice><mc:Fallback>{box(WORDS)}</mc:Fallback>"
    path = word_file(tmp_path, f"<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>{run('After.')}")
    copy, unplaced = commented(path, (WORDS, "found"), (WORDS, "again"))
    assert unplaced == []
    assert [comment.text.split(",")[0] for comment in copy.comments] == ["In this text box"] * 2
    assert anchors(copy) == [["AlternateContent"]] * 2


def test_a_mark_of_a_note_in_the_words(tmp_path):
    """The reader writes the mark, which a Word file does not have as text, or has as raised figures."""
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    for mark in (raised, '<w:r><w:footnoteReference w:id="9"/></w:r>'):
        path = word_file(tmp_path, f"{run('every third boat')}{mark}{run(' carried salt')}")
        _, unplaced = commented(path, ("every third boat ² carried salt", "found"))
        assert unplaced == []


def test_comments_that_are_there_already_are_kept(draft):
    document = docx.Document(str(draft))
    document.add_comment(document.paragraphs[1].runs, text="Ours", author="A. Able", initials="AA")
    document.save(draft)
    copy, _ = commented(draft, ("every third boat", "found"))
    assert [(comment.author, comment.text) for comment in copy.comments] == [
        ("A. Able", "Ours"),
        ("evidence check", "found"),
    ]
    assert len({comment.comment_id for comment in copy.comments}) == 2


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
