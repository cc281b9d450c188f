"""Tables of RIS: the types and tags for the types and fields of CSL."""

TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "MPCT",
    "chapter": "CHAP",
    "dataset": "DATA",
    "document": "GEN",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "graphic": "ART",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "VIDEO",
    "paper-conference": "CONF",
    "patent": "PAT",
    "personal_communication": "PCOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
"""The RIS type for each CSL type. Any other CSL type is written as `GEN`."""

CSL_TYPES = {
    **{ris_type: csl_type for csl_type, ris_type in TYPES.items()},
    **dict.fromkeys("ABST EJOUR INPR JFULL".split(), "article-journal"),
    **dict.fromkeys("CLSWK EBOOK EDBOOK SER".split(), "book"),
    **dict.fromkeys("ADVS MPCT MULTI".split(), "motion_picture"),
    **dict.fromkeys("AGGR DBASE".split(), "dataset"),
    **dict.fromkeys("CHART FIGURE".split(), "graphic"),
    "CPAPER": "paper-conference",
    "ECHAP": "chapter",
    "GOVDOC": "report",
    "ICOMM": "personal_communication",
    "LEGAL": "legal_case",
    "MUSIC": "song",
    "PAMP": "pamphlet",
}
"""The CSL type for each RIS type. Any other RIS type is a `document`."""

WHOLE_WORKS = ("BOOK", "RPRT", "THES", "MANSCPT")
"""Types of whole works. Their `SP` is the number of pages, unless there is an `EP`: then both are a range of pages."""

IN_SERIES = ("BOOK", "RPRT", "COMP", "MAP")
"""Types whose `T2` is the series. The `T2` of any other type is what contains the work, and its series is `T3`."""

EDITED = ("JOUR", "CHAP", "CONF", "DICT", "ENCYC")
"""Types whose editors are `A2`. The editors of any other type are `ED`: the `A2` of a book are its series' editors."""

FIELDS = {
    "TI": "title",
    "ST": "title-short",
    "J2": "container-title-short",
    "VL": "volume",
    "IS": "issue",
    "NV": "number-of-volumes",
    "ET": "edition",
    "SE": "section",
    "PB": "publisher",
    "CY": "publisher-place",
    "M3": "genre",
    "DO": "DOI",
    "UR": "URL",
    "LA": "language",
    "CN": "call-number",
    "DB": "archive",
    "AN": "archive_location",
    "DP": "source",
    "AB": "abstract",
    "N1": "note",
}
"""Tags with the same meaning for each type."""

SYNONYMS = {"TI": ("TI", "T1", "CT"), "AB": ("AB", "N2"), "UR": ("UR", "LK")}
"""Tags that are read as one field. The first that has a value is taken."""

TITLED_BY_BOOK = ("BOOK", "EBOOK", "EDBOOK", "CLSWK", "UNPB", "SER")
"""Types whose `BT` is the title of the work itself. In any other type it is the book that contains the work."""

DOI_TAGS = ("M3", "L3", "N1", "M1", "ID", "UR")
"""Tags that may hold a DOI and nothing else, in the order in which they are tried."""

KNOWN_TAGS = frozenset(
    """A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID IS J1 J2
    JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT TY U1
    U2 U3 U4 U5 UR VL VO Y1 Y2""".split()
)
"""The tags of the specifications of 2001 and 2011."""

FILE_TAGS = ("L1", "L2", "L4")
"""Tags of attached files. Some programs write the address of the work there."""
