"""Control words of rich text, by what they do."""

NO_OUTLINE_LEVEL = 99
"""The outline level of a paragraph that declares none."""

READ = frozenset(
    """author creatim do dptxbxtext fldinst fonttbl footnote info listtext nesttableprops pntext shp shpinst shptxt
    stylesheet title ud upr""".split()
)
"""Destinations that are read, or that contain such destinations."""

METADATA = frozenset(["title", "author"])
"""Destinations whose text is metadata."""

BOXES = frozenset(["shptxt", "dptxbxtext"])
"""Destinations with the text of a drawing; the second is that of Word 6 and 95."""

ASIDES = BOXES | {"footnote"}
"""Destinations whose text follows the paragraph that they are in."""

NUMBERS = frozenset(["listtext", "pntext"])
"""Destinations with the bullet or number of an item or a heading."""

CODES = frozenset(["fldinst", *METADATA])
"""Destinations with text that has no looks."""

MATH = frozenset(["moMath", "moMathPara"])
"""Destinations of formulas. Words in them are the names of Office Math with an m before them."""

LEFT_OUT = frozenset(
    """aftncn aftnsep aftnsepc bkmkend bkmkstart colortbl comment datafield filetbl footer footerf footerl
    footerr ftncn ftnsep ftnsepc header headerf headerl headerr keywords listoverridetable listtable
    mmathPict nonesttables objdata operator pict private revtbl rsidtbl rxe shprslt sp tc template txe
    xe""".split()
)
"""Destinations without text of the document. Destinations introduced after 1987 begin with a star, and are left out
because of it."""

GROUP_SETTINGS = {
    "f": "font",
    "s": "style",
    "ls": "list_style",
    "v": "hidden",
    "uc": "replacement_bytes",
    "intbl": "in_table",
    "deleted": "deleted",
    "strike": "struck",
    "striked": "struck",  # twice
    "mvf": "deleted",  # moved to another place
    "itap": "table_level",
    "dropcapli": "drop_cap",
    "outlinelevel": "outline_level",
}
"""Control words that set a field of the group."""

SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
CHARACTERS = {
    **dict.fromkeys("tab line page column softline softpage emspace enspace qmspace".split(), " "),
    "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
CODE_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
"""Code pages of fonts, by `\\fcharset`. Fonts with another number use the code page of the document."""
