"""What a process that reads strangers' files may not do; the child of `sandbox` confines itself before it opens any.

    memory, processor, open files    bounded by the system; memory by a watch of our own where the system does not
    bytes written to files           none, by the system where it has such a limit
    network, writing, programs       refused by an audit hook (https://docs.python.org/3/library/audit_events.html)

The hook sees what Python does. What a library in C does by itself it does not see: so pdfium is given an open file and
libxml2 bytes, with its network and entities off, and neither is told a name that it could follow.
"""

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

FILES = 64
"""Files open at once; a child that reads a PDF has 9."""

OUT_OF_MEMORY = 77
"""Exit status of a process that held more memory than it may where the system itself does not bound it."""

TICK = 0.05
"""Seconds between two looks at the memory: pdfium fills some 100 MB in that time."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FAMILIES = frozenset("socket subprocess shutil tempfile sqlite3 pty ftplib webbrowser winreg".split())
_EVENTS = frozenset(
    """os.chmod os.chown os.exec os.fork os.forkpty os.kill os.killpg os.link os.mkdir os.posix_spawn
    os.remove os.rename os.rmdir os.setxattr os.spawn os.startfile os.startfile/2 os.symlink os.system os.truncate
    os.utime pickle.find_class""".split()
)


_most = [0]
"""Bytes of memory that this process may hold now."""


def confine(memory: int, most: int | None = None) -> None:
    """Takes from this process, for good, what no reader of files needs.

    Args:
        memory: bytes of address space, or of memory held where the system does not bound the former (macOS, Windows).
        most: what `allow_memory` may raise that to later.
    """
    _most[0] = memory
    sys.dont_write_bytecode = True
    if not (
        _lower("RLIMIT_AS", memory, most or memory) and sys.platform != "darwin"
    ):  # which takes the limit and does not keep it
        threading.Thread(target=_watch_memory, daemon=True).start()
    for name, limit in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", FILES)):
        _lower(name, limit, limit)
    sys.addaudithook(_refuse)


def allow_memory(size: int) -> None:
    """Has this process hold so many bytes from now on, as far as `confine` left room for it."""
    _most[0] = size
    _lower("RLIMIT_AS", size)


def allow_processor(seconds: float) -> None:
    """Ends this process (SIGXCPU) once it has used so many seconds of processor time from now; not on Windows."""
    _lower("RLIMIT_CPU", int(time.process_time() + seconds) + 1)


def _lower(name: str, now: int, for_good: int | None = None) -> bool:
    """Sets one of the system's limits, and for good the most that it may become; says whether there is such a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    try:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        boundless = hard == resource.RLIM_INFINITY
        if for_good is not None:
            hard, boundless = for_good if boundless else min(for_good, hard), False
        resource.setrlimit(kind, (now if boundless else min(now, hard), hard))
    except (AttributeError, ValueError, OSError):
        return False
    return True


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not flags & _WRITING or path == os.devnull:
            return
    elif event not in _EVENTS and event.partition(".")[0] not in _FAMILIES:
        return
    raise PermissionError(f"a reader of files may not: {event}")


def _watch_memory() -> None:
    while _held() <= _most[0]:
        time.sleep(TICK)
    os._exit(OUT_OF_MEMORY)


def _held() -> int:
    """Gives the most bytes of memory that this process has held."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = [
                ("cb", wintypes.DWORD),
                ("PageFaultCount", wintypes.DWORD),
                *((f"size_{n}", ctypes.c_size_t) for n in range(8)),
            ]

        found = Counters(cb=ctypes.sizeof(Counters))
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
        kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(found), found.cb)
        return int(found.size_7)  # PeakPagefileUsage: what the process has asked for, paged out or not
    if sys.platform == "linux":  # whose `ru_maxrss` begins with what the parent held
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
