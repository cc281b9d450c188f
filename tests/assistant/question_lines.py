"""Lines of a question file that several tests use."""

LINES = [
    {
        "id": "s1",
        "kind": "single",
        "language": "en",
        "question": "one?",
        "answerable": True,
        "gold": [{"file": "crs/a.pdf", "page": 2}],
        "answer": "1",
        "quote": "the lease runs 99 years, in the north",
    },
    {
        "id": "m1",
        "kind": "multi_doc",
        "language": "es",
        "question": "two?",
        "answerable": True,
        "gold": [{"file": "crs/a.pdf", "page": 1}, {"file": "b.pdf", "page": 1}, {"file": "b.pdf", "page": 2}],
        "groups": [
            [{"file": "crs/a.pdf", "page": 1}],
            [{"file": "b.pdf", "page": 1}, {"file": "b.pdf", "page": 2}],
        ],
    },
    {"id": "u1", "kind": "unanswerable", "language": "en", "question": "three?", "answerable": False, "gold": []},
    {"id": "u2", "kind": "unanswerable", "language": "en", "question": "four?", "answerable": False, "gold": []},
]
