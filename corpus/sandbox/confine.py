"""What a process that reads files from strangers may not do. The child confines itself at its start.

    memory, processor time, open files    limited by the system; a thread checks memory if the system cannot limit it
    bytes written to files                none, by the system where it has such a limit
    reading other files, writing, TCP     refused by Landlock, on Linux (`landlock`)
    every call that reading does not need refused by seccomp, on Linux (`seccomp`)
    network, writing, programs            refused by an audit hook (https://docs.python.org/3/library/audit_events.html)

The hook holds on every system, and it says in words what it refuses. It sees what Python does, and does not see what a
C library does by itself. So pdfium gets an open file, libxml2 gets bytes with its network and entities turned off, and
neither gets a name that it could follow.
"""

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

MAX_OPEN_FILES = 64
"""Files open at once. A child that reads a PDF has 9."""

OUT_OF_MEMORY = 77
"""Exit status of a process that used too much memory, where the system itself does not limit it."""

MEMORY_CHECK_SECONDS = 0.05
"""Time between two checks of the memory. pdfium fills about 100 MB in that time."""

_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_MODULES = frozenset("socket subprocess shutil tempfile sqlite3 pty ftplib webbrowser winreg".split())
_REFUSED_EVENTS = frozenset(
    """os.chmod os.chown os.exec os.fork os.forkpty os.kill os.killpg os.link os.mkdir os.posix_spawn
    os.remove os.rename os.rmdir os.setxattr os.spawn os.startfile os.startfile/2 os.symlink os.system os.truncate
    os.utime pickle.find_class""".split()
)

_SYSTEM_FILES = tuple(
    """/usr /lib /lib64 /opt /nix/store /gnu/store /home/linuxbrew/.linuxbrew /etc/ld.so.cache
    /etc/localtime /proc/self /proc/cpuinfo /proc/meminfo /sys/devices/system /dev/null /dev/urandom""".split()
)
"""Programs with their libraries, fonts, time zones, and what threads ask about processor and memory."""

_INSTALLED = ("site-packages", "dist-packages")
"""Names of folders that hold only packages."""

PACKAGE = Path(__file__).parents[1]
"""The package that a reader's own modules are in."""

_allowed_bytes = [0]
"""Memory that this process may use now."""


def confine(memory_bytes: int, later_memory_bytes: int | None = None, home: str = "") -> list[str]:
    """Take from this process, permanently, everything that a reader of files does not need.

    Call it before a thread is started: on Linux it confines this thread and the threads that this one starts.

    Args:
        memory_bytes: limit on the address space, or on memory in use where the system does not limit the address space
            (macOS, Windows).
        later_memory_bytes: the highest limit that `allow_memory` may set later.
        home: the person's folder. A folder that holds it cannot be read, even if modules are looked for there.

    Returns:
        The protections of the kernel that hold now: "landlock", "seccomp", both or none.
    """
    protections = []
    if sys.platform == "linux":
        from corpus.sandbox import landlock, seccomp

        with suppress(OSError):
            if landlock.restrict(_readable(home)):
                protections.append("landlock")
        if seccomp.restrict():
            protections.append("seccomp")
    _allowed_bytes[0] = memory_bytes
    sys.dont_write_bytecode = True
    is_limited = _set_limit("RLIMIT_AS", memory_bytes, later_memory_bytes or memory_bytes)
    if not is_limited or sys.platform == "darwin":  # macOS accepts the limit and does not keep it
        threading.Thread(target=_check_memory, daemon=True).start()
    _set_limit("RLIMIT_CORE", 0, 0)
    _set_limit("RLIMIT_FSIZE", 0, 0)
    _set_limit("RLIMIT_NOFILE", MAX_OPEN_FILES, MAX_OPEN_FILES)
    sys.addaudithook(_refuse)
    return protections


def _readable(home: str) -> list[str]:
    """Return the files and folders that a reader needs: the system's, Python's, and those where modules are found."""
    found = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    for prefix in (sys.prefix, sys.base_prefix):
        found += [f"{prefix}/lib", f"{prefix}/lib64"]
    for folder in sys.path:
        is_checkout = PACKAGE.parent.name not in _INSTALLED and Path(folder).resolve() == PACKAGE.parent.resolve()
        found.append(str(PACKAGE) if is_checkout else folder)  # beside the package are the tests, and any other file
    home_folder = Path(home or "-")
    personal = [path for path in found if path and home_folder.is_relative_to(Path(path).resolve())]
    return [*_SYSTEM_FILES, *(path for path in found if path and path not in personal)]


def allow_memory(size: int) -> None:
    """Let this process use `size` bytes of memory from now on, up to the highest limit that `confine` left."""
    _allowed_bytes[0] = size
    _set_limit("RLIMIT_AS", size)


def allow_processor(seconds: float) -> None:
    """End this process (SIGXCPU) after this much more processor time. Does nothing on Windows."""
    _set_limit("RLIMIT_CPU", int(time.process_time() + seconds) + 1)


def _set_limit(name: str, limit: int, hard_limit: int | None = None) -> bool:
    """Set a resource limit, and permanently lower its hard limit. Return whether the system has such a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    try:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        if hard_limit is not None:
            hard = hard_limit if hard == resource.RLIM_INFINITY else min(hard_limit, hard)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (soft, hard))
    except (AttributeError, ValueError, OSError):
        return False
    return True


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse an action of Python that a reader of files does not need. It may open files only to read them."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not flags & _WRITE_FLAGS or path == os.devnull:
            return
    elif event not in _REFUSED_EVENTS and event.partition(".")[0] not in _REFUSED_MODULES:
        return
    raise PermissionError(f"a reader of files may not: {event}")


def _check_memory() -> None:
    """End this process when it uses more memory than it may."""
    while _peak_memory() <= _allowed_bytes[0]:
        time.sleep(MEMORY_CHECK_SECONDS)
    os._exit(OUT_OF_MEMORY)


def _peak_memory() -> int:
    """Return the peak memory use of this process in bytes."""
    if sys.platform == "win32":
        return _windows_peak_memory()
    if sys.platform == "linux":  # where `ru_maxrss` begins with the peak of the parent
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _windows_peak_memory() -> int:
    """Return the peak of the memory that this process has asked for, paged out or not (PeakPagefileUsage)."""
    if sys.platform != "win32":
        raise NotImplementedError
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((f"size_{n}", ctypes.c_size_t) for n in range(8)),
        ]

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
    kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return int(counters.size_7)
