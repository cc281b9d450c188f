"""The desk: a local web page with the document beside the answer. It needs the extra `desk`."""

from importlib.util import find_spec

from corpus.errors import MissingExtra

INSTALL = "pip install 'evidence-assistant[desk]'"

PACKAGES = ("starlette", "uvicorn", "jinja2", "python_multipart", "mcp")
"""What the extra `desk` installs, as modules."""


def require() -> None:
    """Do nothing if the extra is installed. Nothing is imported for it.

    Raises:
        MissingExtra: it is not.
    """
    if any(find_spec(package) is None for package in PACKAGES):
        raise MissingExtra(f"the page and the MCP server need the extra `desk`: {INSTALL}")
