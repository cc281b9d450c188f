"""System calls of Linux that Python has no function for, by their number.

The packages for this were looked at in November 2026. `pyseccomp` (last release 2021) needs libseccomp.so, which pip
does not install. `landlock` has had pre-releases only, and `landlockpy` is two months old. We need little of them.
"""

import ctypes
import os
import platform
import sys
from typing import Any

MACHINES = ("x86_64", "aarch64")
"""The kinds of processor whose numbers of system calls are known here."""

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def machine() -> str:
    """Return the kind of processor if its system calls are known, or ""."""
    if sys.platform != "linux" or sys.byteorder != "little" or sys.maxsize < 2**32:
        return ""
    name = platform.machine()
    return name if name in MACHINES else ""


def call(number: int, *arguments: Any) -> int:
    """Make a system call, and return its result.

    Raises:
        OSError: the system refuses.
    """
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    result = library.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return int(result)


def forbid_new_privileges() -> None:
    """Give up what a set-user-id program would gain. Landlock and seccomp require this.

    Raises:
        OSError: the system refuses.
    """
    _control(_PR_SET_NO_NEW_PRIVS, 1)


def hide_from_other_processes() -> None:
    """Make the memory and the environment of this process unreadable for processes of the same person.

    A debugger cannot attach to it either, and a crash leaves no core file.
    """
    _control(_PR_SET_DUMPABLE, 0)


def _control(option: int, value: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    numbers = [ctypes.c_ulong(number) for number in (value, 0, 0, 0)]
    if library.prctl(option, *numbers) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
