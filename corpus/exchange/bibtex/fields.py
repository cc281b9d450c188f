"""Tables of BibTeX: the types and fields for the types and fields of CSL."""

TYPES = {
    "article": "unpublished",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "book": "book",
    "broadcast": "video",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "graphic": "artwork",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "motion_picture": "video",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "personal_communication": "letter",
    "post-weblog": "online",
    "report": "techreport",
    "software": "software",
    "song": "audio",
    "speech": "unpublished",
    "standard": "standard",
    "webpage": "online",
}
"""The BibTeX type for each CSL type except `thesis`. Any other CSL type is written as `misc`."""

SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
"""biblatex's `entrysubtype` for these CSL types, which are all `article` in BibTeX."""

NAME_FIELDS = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
}

FIELDS = {
    "shorttitle": "title-short",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "edition": "edition",
    "volumes": "number-of-volumes",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "eventtitle": "event-title",
    "venue": "event-place",
    "address": "publisher-place",
    "version": "version",
    "type": "genre",
    "howpublished": "medium",
    "isbn": "ISBN",
    "issn": "ISSN",
    "abstract": "abstract",
    "keywords": "keyword",
    "note": "note",
}
"""Fields with the same meaning for each type."""

VERBATIM_FIELDS = {"doi": "DOI", "url": "URL"}
"""Fields whose values are not TeX."""

CONTAINERS = {"article": "journal", "online": "titleaddon"}
"""The field for the title of what contains the work. For any other type it is `booktitle`."""

PUBLISHERS = {
    "techreport": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "thesis": "institution",
    "online": "organization",
}
"""The field for the publisher. For any other type it is `publisher`."""

LANGUAGES = {
    "de": "german",
    "en": "english",
    "en-GB": "british",
    "en-US": "american",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "pt-BR": "brazilian",
}
"""biblatex's `langid` for a language. Any other language is written to `language` as it is."""
