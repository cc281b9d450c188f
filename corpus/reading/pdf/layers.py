"""Layers of a PDF (optional content): which of them a viewer hides, and taking what is on them off a page.

pdfium draws only the layers that are shown, but returns the text of all. pypdf says which groups are hidden when the
file is opened. An object of pdfium's does not say which group it is in, only the name of the group, and no name for a
combination of groups. So an object is hidden only if every group with that name which its page uses is hidden.

ISO 32000-1, 8.11.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import compress
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream
from pypdfium2 import raw

MAX_LAYERS = 10_000
"""Layers of a file, and forms of a page, that are looked at. Chosen; drawings have hundreds."""

MAX_FORM_DEPTH = 5
"""Forms within forms that are looked at. Chosen."""

MAX_CONTENT_BYTES = 1_000_000
"""Length of the drawing of a page in which forms on hidden layers are looked for. pypdf takes a second for it."""

MAX_NAME_UNITS = 200
"""UTF-16 units of the name of a layer. Layers with longer names stay. Chosen."""

_TOO_LONG = "\0"  # not a name


class Layers:
    """The layers of a file that are hidden when a viewer opens it."""

    def __init__(self, reader: PdfReader | None = None) -> None:
        self._reader = reader
        self._hidden = _hidden_groups(reader.root_object) if reader else set()

    def hide(self, number: int, page: Any) -> bool:
        """Take what is on hidden layers off a page of pdfium's. Return whether there was anything.

        A page that pypdf cannot read stays as it is.
        """
        if not self._hidden or self._reader is None:
            return False
        try:
            pypdf_page = self._reader.pages[number - 1]
            names = self._hidden_names(pypdf_page)
            is_form_hidden = self._are_forms_hidden(pypdf_page)
        except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
            return False
        hidden = _hidden_objects(page, names, is_form_hidden)
        for page_object in hidden:
            raw.FPDFPageObj_SetIsActive(page_object, False)
        return bool(hidden)

    def _hidden_names(self, page: Any) -> set[str]:
        """Return the names of hidden layers that no shown layer of the page has; "" for a combination of layers."""
        hidden: set[str] = set()
        shown: set[str] = set()
        for resources in _resources(page):
            for layer in _entries(resources, "/Properties").values():
                dictionary = layer.get_object()
                if dictionary.get("/Type") in ("/OCG", "/OCMD"):
                    names = hidden if self.is_hidden(layer) else shown
                    names.add(str(dictionary.get("/Name", "")))
        return hidden - shown

    def _are_forms_hidden(self, page: Any) -> list[bool]:
        """Return for each form that a page draws whether it is on a hidden layer; nothing if none is."""
        hidden: dict[str, bool] = {}
        for name, reference in _entries(page.get("/Resources", {}), "/XObject").items():
            form = reference.get_object()
            if form.get("/Subtype") == "/Form":
                hidden[name] = "/OC" in form and self.is_hidden(form.raw_get("/OC"))
        content = page.get_contents() if any(hidden.values()) else None
        if content is None or len(content.get_data()) > MAX_CONTENT_BYTES:
            return []
        operations = ContentStream(content, self._reader).operations
        drawn = [operands[0] for operands, operator in operations if operator == b"Do"]
        return [hidden[name] for name in drawn if name in hidden]

    def is_hidden(self, layer: Any) -> bool:
        """Return whether a group, or a combination of groups, is hidden. Expressions (/VE) are not worked out."""
        dictionary = layer.get_object()
        if dictionary.get("/Type") != "/OCMD":
            return getattr(layer, "idnum", 0) in self._hidden
        if "/OCGs" not in dictionary or "/VE" in dictionary:
            return False
        groups = dictionary["/OCGs"]
        if not isinstance(groups, list):
            groups = [dictionary.raw_get("/OCGs")]
        are_shown = [group.idnum not in self._hidden for group in groups[:MAX_LAYERS]]
        policies = {"/AllOn": all(are_shown), "/AnyOff": not all(are_shown), "/AllOff": not any(are_shown)}
        return bool(are_shown) and not policies.get(dictionary.get("/P"), any(are_shown))


def _hidden_groups(root: Mapping[str, Any]) -> set[int]:
    """Return the object numbers of the groups that are off for viewing in the default configuration of a file."""
    try:
        properties = root["/OCProperties"].get_object()
        configuration = properties["/D"].get_object()
        off = _numbers(configuration.get("/OFF"))
        if configuration.get("/BaseState") == "/OFF":
            off |= _numbers(properties["/OCGs"]) - _numbers(configuration.get("/ON"))
        for rule in (configuration.get("/AS") or [])[:MAX_LAYERS]:
            if rule.get_object().get("/Event") == "/View":
                off = _switched(off, rule.get_object()["/OCGs"])
        return off
    except Exception:  # there are no layers, or hostile files make pypdf raise TypeError, AssertionError and more
        return set()


def _switched(off: set[int], groups: Any) -> set[int]:
    """Return which groups are off after these groups have taken the state that they have for viewing."""
    switched = set(off)
    for group in groups.get_object()[:MAX_LAYERS]:
        usage = group.get_object().get("/Usage", {}).get_object()
        state = usage.get("/View", {}).get_object().get("/ViewState")
        if state == "/OFF":
            switched.add(group.idnum)
        elif state == "/ON":
            switched.discard(group.idnum)
    return switched


def _numbers(groups: Any) -> set[int]:
    """Return the object numbers of an array of groups, or of none."""
    if groups is None:
        return set()
    return {group.idnum for group in groups.get_object()[:MAX_LAYERS]}


def _resources(page: Any) -> Iterator[Any]:
    """Yield the resources of a page and of the forms in it, each once."""
    waiting = [(0, page)]
    seen: set[int] = set()
    while waiting:
        depth, holder = waiting.pop()
        resources = holder.get("/Resources", {}).get_object()
        yield resources
        if depth == MAX_FORM_DEPTH:
            continue
        for reference in _entries(resources, "/XObject").values():
            number = getattr(reference, "idnum", 0)
            form = reference.get_object()
            if form.get("/Subtype") == "/Form" and number not in seen and len(seen) < MAX_LAYERS:
                seen.add(number)
                waiting.append((depth + 1, form))


def _entries(dictionary: Any, key: str) -> dict[str, Any]:
    """Return the entries of a dictionary in a dictionary, as references."""
    entries = dictionary.get_object().get(key)
    if entries is None:
        return {}
    entries = entries.get_object()
    return {name: entries.raw_get(name) for name in list(entries)[:MAX_LAYERS]}


def _hidden_objects(page: Any, names: Set[str], is_form_hidden: Sequence[bool]) -> list[Any]:
    """Return the objects of a page of pdfium's that are on layers of these names, and the forms that are hidden.

    `is_form_hidden` says it for each form that the page draws.
    """
    hidden = []
    forms = []
    for page_object in page.get_objects(max_depth=MAX_FORM_DEPTH):
        if names and not names.isdisjoint(_layer_names(page_object)):
            hidden.append(page_object)
        if page_object.type == raw.FPDF_PAGEOBJ_FORM and page_object.level == 0:
            forms.append(page_object)
    if len(forms) == len(is_form_hidden):
        hidden += compress(forms, is_form_hidden)
    return hidden


def _layer_names(page_object: Any) -> Iterator[str]:
    """Yield the names of the layers that an object is on; "" for a combination of layers."""
    for index in range(raw.FPDFPageObj_CountMarks(page_object)):
        mark = raw.FPDFPageObj_GetMark(page_object, index)
        if _text(raw.FPDFPageObjMark_GetName, mark) == "OC":
            yield _text(raw.FPDFPageObjMark_GetParamStringValue, mark, b"Name")


def _text(read: Any, *arguments: Any) -> str:
    """Return the text that a function of pdfium's writes into a buffer, or nothing if it fails."""
    buffer = (ctypes.c_ushort * MAX_NAME_UNITS)()
    size = ctypes.c_ulong()
    if not read(*arguments, buffer, ctypes.sizeof(buffer), size):
        return ""
    if size.value > ctypes.sizeof(buffer):
        return _TOO_LONG
    return bytes(buffer)[: max(size.value - 2, 0)].decode("utf-16-le", "replace")
