"""Landlock: the files that this process may read; no file that it may write, create, delete or execute; no TCP.

Nobody can take the restriction back. It holds for this thread and the threads and processes that it starts, so it must
come before any other thread. Files that are open already, such as pipes, stay as they are.

https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from corpus.sandbox import system_calls

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on every kind of processor
_RETURN_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3

_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights on files each of the first versions knows. From version 5 on there are 16."""

_TCP = 0b11
"""To bind and to connect. From version 4 on."""

_SCOPES = 0b11
"""Abstract sockets of other processes, and signals to other processes. From version 6 on."""


def version() -> int:
    """Return the version of Landlock in the running kernel, or 0."""
    if not system_calls.machine():
        return 0
    try:
        return system_calls.call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_RETURN_VERSION))
    except OSError:
        return 0


def restrict(readable: Iterable[str]) -> bool:
    """Restrict this thread to reading these files, and files in these folders. Return whether the kernel does.

    Paths that do not exist are left out.
    """
    known = version()
    if not known:
        return False
    rights = (1 << _FILE_RIGHTS.get(known, 16)) - 1
    attributes = struct.pack("=QQQ", rights, _TCP if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = ctypes.c_size_t(len(attributes))
    ruleset = system_calls.call(_CREATE_RULESET, attributes, size, ctypes.c_uint32(0))
    try:
        for path in readable:
            with suppress(OSError):
                _allow_reading(ruleset, path)
        system_calls.forbid_new_privileges()
        system_calls.call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return True


def _allow_reading(ruleset: int, path: str) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined, unused-ignore]  # Linux has it
    try:
        rights = _READ_FILE
        if Path(path).is_dir():
            rights |= _READ_DIRECTORY
        rule = struct.pack("=Qi", rights, place)
        system_calls.call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)
