"""A list of references as a Word document (ECMA-376, WordprocessingML).

Every paragraph has one of Word's own styles. A document takes four small files in a ZIP archive. python-docx would
write the same from a template of its own, with a dependency for every user. The bytes depend on the paragraphs only.
"""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.render.lists import Paragraph, ParagraphKind, TextDocument, clean_runs
from corpus.citing.styles import ListLayout
from corpus.citing.styles.styled_text import Font

_RUN_PROPERTIES: dict[Font, str] = {
    "bold": "<w:b/>",
    "italic": "<w:i/>",
    "small-caps": "<w:smallCaps/>",
    "underline": '<w:u w:val="single"/>',
    "superscript": '<w:vertAlign w:val="superscript"/>',
    "subscript": '<w:vertAlign w:val="subscript"/>',
}
"""The properties of a run for each font, in the order that the schema prescribes."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_CONTENT_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/word/document.xml" ContentType="{_PARTS}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_PARTS}.styles+xml"/></Types>"""

_PACKAGE_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"""

_DOCUMENT_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>"""

_LINE_TWIPS = 240
"""The height of one line for Word, in twentieths of a point."""

_HANGING_INDENT = '<w:ind w:left="720" w:hanging="720"/>'
"""Half an inch, in twentieths of a point: APA 7, 2.27; MLA 9, 1.7."""

_EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the first that ZIP can store."""


_STYLES: dict[ParagraphKind, str] = {
    "title": "Heading1",
    "heading": "Heading2",
    "quotation": "Quote",
    "text": "Normal",
    "remark": "Normal",
    "reference": "Bibliography",
}
"""The style of each kind of paragraph: Word's own, so that a person changes all paragraphs of a kind at once."""


def render(document: TextDocument) -> bytes:
    """Return the paragraphs as the bytes of a .docx file."""
    body = "".join(_paragraph(paragraph) for paragraph in document.paragraphs)
    files = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _PACKAGE_RELATIONS,
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/document.xml": f"{_XML}<w:document {_MAIN}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _styles(document.layout),
    }
    archive = BytesIO()
    with ZipFile(archive, "w") as writer:
        for name, content in files.items():
            writer.writestr(ZipInfo(name, _EARLIEST_DATE), content, ZIP_DEFLATED)
    return archive.getvalue()


def _styles(layout: ListLayout) -> str:
    """Return the styles: 12-point Times, and the paragraphs of each kind."""
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    after = layout.entry_spacing * _LINE_TWIPS
    line = layout.line_spacing * _LINE_TWIPS
    indent = _HANGING_INDENT if layout.hanging_indent else ""
    spacing = f'<w:spacing w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
    styles = [
        _heading_style(1, 32),
        _heading_style(2, 28),
        _style("Quote", "Quote", '<w:spacing w:after="120"/><w:ind w:left="720" w:right="720"/>'),
        _style("Bibliography", "Bibliography", f"{spacing}{indent}"),
    ]
    return (
        f"{_XML}<w:styles {_MAIN}><w:docDefaults><w:rPrDefault><w:rPr>{font}"
        '<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>{"".join(styles)}</w:styles>'
    )


def _heading_style(level: int, half_points: int) -> str:
    """Return the style of a heading: bold, and on the same page as the paragraph after it."""
    properties = f'<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{level - 1}"/>'
    font = f'<w:rPr><w:b/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    return _style(f"Heading{level}", f"heading {level}", properties, font)


def _style(style_id: str, name: str, properties: str, font: str = "") -> str:
    """Return a style of paragraphs. Its parts, and their properties, are in the order that the schema prescribes."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:pPr>{properties}</w:pPr>{font}</w:style>"
    )


def _paragraph(paragraph: Paragraph) -> str:
    runs = []
    for run in clean_runs(paragraph.text):
        properties = "".join(tag for font, tag in _RUN_PROPERTIES.items() if font in run.fonts)
        if properties:
            properties = f"<w:rPr>{properties}</w:rPr>"
        runs.append(f'<w:r>{properties}<w:t xml:space="preserve">{_escape_xml(run.text)}</w:t></w:r>')
    return f'<w:p><w:pPr><w:pStyle w:val="{_STYLES[paragraph.kind]}"/></w:pPr>{"".join(runs)}</w:p>'


def _escape_xml(text: str) -> str:
    """Return a text that XML takes literally. XML has no U+FFFE and U+FFFF."""
    return escape(text.replace("\ufffe", " ").replace("\uffff", " "))
