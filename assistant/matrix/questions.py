"""The questions of a matrix: a text file with one question a line, or a set that comes with the program."""

from pathlib import Path

from assistant.matrix.model import MatrixQuestion
from corpus.errors import InputError, error_reason
from corpus.text.near import choose_from

SETS = ("emmie", "programme")
"""The sets that come with the program: for reviews, after EMMIE; and for the profile of a programme."""

LANGUAGES = ("en", "es", "pt")

MAX_QUESTIONS = 500
"""Questions of a file. Chosen: more is not a matrix that a person reads."""

_FOLDER = Path(__file__).parent / "questions"


def set_names() -> list[str]:
    """Return the names of the sets in all languages: `emmie`, `emmie-es`, ..."""
    return [f"{name}-{language}".removesuffix("-en") for name in SETS for language in LANGUAGES]


def questions_text(name: str) -> str:
    """Return the text of a set, or of a file.

    Raises:
        InputError: there is no such set or file.
    """
    if name in set_names():
        file_name = name if "-" in name else f"{name}-en"
        path = _FOLDER / f"{file_name}.txt"
    else:
        path = Path(name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{name!r} is not a file or a set of questions. {choose_from(name, set_names())}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{name!r} cannot be read: {error_reason(error)}") from error


def parse_questions(text: str, name: str) -> tuple[MatrixQuestion, ...]:
    """Return the questions of a text. A line that begins with `#` is the heading of the questions below it.

    Raises:
        InputError: there is none, or there are too many. `name` is the file's, for the message.
    """
    questions = []
    group = ""
    for line in text.splitlines():
        stripped = " ".join(line.split())
        if stripped.startswith("#"):
            group = stripped.lstrip("# ")
        elif stripped:
            questions.append(MatrixQuestion(stripped, group))
    if not questions:
        raise InputError(f"{name!r} has no question. Write one on each line; a line with # is a heading")
    if len(questions) > MAX_QUESTIONS:
        raise InputError(f"{name!r} has {len(questions):,} questions; the maximum is {MAX_QUESTIONS}")
    return tuple(questions)
