"""A Python that denies the program what Windows would deny it. It runs on Linux.

* The program's own modules, and no others, see `os.name` "nt" and `sys.platform` "win32". They lack the modules and
  attributes that Windows lacks.
* Every module gets these rules of the file system, through an audit hook: a file that this process has open or mapped
  cannot be renamed, replaced or deleted, and one that is read-only cannot be written either; a folder cannot be opened;
  links cannot be made; the names of new files obey the rules of Windows, and paths have at most 259 characters.

It cannot show what Windows does differently inside C libraries.
"""

import builtins
import errno
import os
import re
import shutil
import stat
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("corpus", "index", "assistant")

ABSENT_MODULES = frozenset("resource fcntl termios tty pty pwd grp syslog posix readline curses".split())
ABSENT_NAMES = {
    "os": """O_NOFOLLOW O_NONBLOCK O_CLOEXEC O_DIRECTORY fork forkpty killpg setsid getuid geteuid getgid getegid
        sched_getaffinity chown fchmod fchown mkfifo mknod statvfs uname pread pwrite getpgid setpgid""".split(),
    "signal": "SIGKILL SIGHUP SIGQUIT SIGPIPE SIGALRM SIGXCPU SIGXFSZ SIGUSR1 SIGUSR2 SIGSTOP SIGCONT alarm".split(),
    "socket": ["AF_UNIX"],
}

MAX_PATH_CHARACTERS = 259
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\\]|[. ]$')
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Module(ModuleType):
    """A module as the program sees it on Windows: some names have other values, and some are absent."""

    def __init__(self, real: ModuleType, values: dict[str, Any]) -> None:
        super().__init__(real.__name__)
        own = object.__getattribute__(self, "__dict__")
        own.update(_real=real, _values=values)

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__(self, "__dict__")
        real, values = own["_real"], own["_values"]
        if name in values:
            return values[name]
        if name in ABSENT_NAMES.get(real.__name__, ()):
            raise AttributeError(f"Windows has no {real.__name__}.{name}")
        return getattr(real, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "__dict__")["_real"], name, value)


def install() -> None:
    """Put the rules into force, permanently."""
    import ctypes
    import signal
    import socket

    views = {
        "os": Module(
            os, {"name": "nt", "supports_dir_fd": frozenset(), "supports_fd": frozenset(), "startfile": print}
        ),
        "sys": Module(sys, {"platform": "win32"}),
        "signal": Module(signal, {}),
        "socket": Module(socket, {}),
        "ctypes": Module(ctypes, {"WinDLL": Kernel}),
    }
    usual = builtins.__import__

    def import_(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        importer = str((globals or {}).get("__name__", ""))
        main_file = str((globals or {}).get("__file__", "")) if importer == "__main__" else ""
        is_ours = importer.partition(".")[0] in PACKAGES or any(f"/{each}/" in main_file for each in PACKAGES)
        if is_ours and level == 0:
            if name in ABSENT_MODULES:
                raise ModuleNotFoundError(f"Windows has no module {name!r}", name=name)
            if name in views:
                return views[name]
        return usual(name, globals, locals, fromlist, level)

    builtins.__import__ = import_
    shutil._use_fd_functions = False  # type: ignore[attr-defined]
    sys.addaudithook(audit)


class Kernel:
    """The functions of kernel32.dll that the program calls."""

    def __init__(self, name: str, **_: object) -> None:
        assert name == "kernel32"
        self.GetCurrentProcess = Function(lambda: 1)
        self.K32GetProcessMemoryInfo = Function(memory_info)


class Function:
    """A function of a library, with the attributes that a caller sets."""

    def __init__(self, call: Any) -> None:
        self.restype: Any = None
        self.argtypes: Any = None
        self._call = call

    def __call__(self, *arguments: Any) -> Any:
        return self._call(*arguments)


def memory_info(process: int, counters: Any, size: int) -> int:
    """Fill in the peak of the memory that this process has used, as PeakPagefileUsage, the last field."""
    text = Path("/proc/self/status").read_text("utf-8")
    peak = re.search(r"VmHWM:\s*(\d+)", text)
    assert process
    assert size
    assert peak
    counters._obj.size_7 = int(peak[1]) * 1024
    return 1


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what Windows refuses."""
    if event == "open":
        path, _, flags = arguments
        if not isinstance(path, int):
            check_open(os.fsdecode(path), flags)
    elif event == "os.mkdir":
        check_name(os.fsdecode(arguments[0]))
    elif event in ("os.remove", "os.rmdir"):
        check_free(os.fsdecode(arguments[0]))
        check_writable(os.fsdecode(arguments[0]))
    elif event == "os.rename":
        check_free(os.fsdecode(arguments[0]))
        check_free(os.fsdecode(arguments[1]))
        check_name(os.fsdecode(arguments[1]))
        check_writable(os.fsdecode(arguments[1]))
    elif event == "os.symlink":
        raise OSError(errno.EPERM, "a required privilege is not held by the client")


def check_open(path: str, flags: int) -> None:
    """Refuse to open a folder, or to make a file whose name or path Windows does not allow."""
    if os.path.isdir(path):
        raise PermissionError(errno.EACCES, "a folder cannot be opened", path)
    if flags & _WRITE_FLAGS and not path.startswith("/dev/"):
        check_name(path)
        check_writable(path)


def check_name(path: str) -> None:
    """Refuse a path whose last part Windows does not allow, or that is too long."""
    name = os.path.basename(path)
    if _RESERVED.fullmatch(name) or _FORBIDDEN.search(name):
        raise OSError(errno.EINVAL, "the filename, directory name, or volume label syntax is incorrect", path)
    if len(os.path.abspath(path)) > MAX_PATH_CHARACTERS:
        raise FileNotFoundError(errno.ENOENT, "the system cannot find the path specified", path)


def check_writable(path: str) -> None:
    """Refuse to write, replace or delete a file that is marked as read-only, whoever asks."""
    if os.path.isfile(path) and not os.stat(path).st_mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, "access is denied", path)


def check_free(path: str) -> None:
    """Refuse to rename or delete what this process has open: a file, or something in a folder."""
    if os.path.basename(path).startswith(".filelock-probe-"):  # filelock's, which it does not make on Windows
        return
    absolute = os.path.realpath(path)
    for held in open_files():
        if held == absolute or held.startswith(absolute + os.sep):
            raise PermissionError(errno.EACCES, "the process cannot access the file because it is being used", path)


def open_files() -> set[str]:
    """Return the paths of the files that this process has open or mapped."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:  # the descriptor of the listing itself
            continue
    maps = os.open("/proc/self/maps", os.O_RDONLY)
    try:
        text = b""
        while block := os.read(maps, 1 << 20):
            text += block
    finally:
        os.close(maps)
    for line in os.fsdecode(text).splitlines():
        place = line.find("/")
        if place > 0:
            found.add(line[place:])
    return found
