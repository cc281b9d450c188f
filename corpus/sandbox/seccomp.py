"""seccomp: the system calls that a reader of files may make. The kernel refuses every other call.

The list has what Python, its readers and their threads need. So there are no sockets, no processes and programs, no
signals to others, no names in a folder that change, no files open for writing, and nothing that is new in the kernel. A
call that is refused fails with EPERM. A call that came with Linux 5.1 or later fails with ENOSYS, as on an older
kernel, because libraries then use the older call: threads are made by `clone` where `clone3` is missing.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from corpus.sandbox import system_calls

CALLS = """
access 21 -         arch_prctl 158 -      brk 12 214             clock_getres 229 114    clock_gettime 228 113
clock_nanosleep 230 115 close 3 57        close_range 436 436    dup 32 23               dup2 33 -
dup3 292 24         epoll_create1 291 20  epoll_ctl 233 21       epoll_pwait 281 22      epoll_wait 232 -
eventfd2 290 19     exit 60 93            exit_group 231 94      faccessat 269 48        faccessat2 439 439
fadvise64 221 223   fstat 5 80            fstatfs 138 44         futex 202 98            getcpu 309 168
getcwd 79 17        getdents 78 -         getdents64 217 61      getegid 108 177         geteuid 107 175
getgid 104 176      get_mempolicy 239 236 getpid 39 172          getppid 110 173         getrandom 318 278
getrlimit 97 163    get_robust_list 274 100 getrusage 98 165     gettid 186 178          gettimeofday 96 169
getuid 102 174      lseek 8 62            lstat 6 -              madvise 28 233          mbind 237 235
membarrier 324 283  memfd_create 319 279  mincore 27 232         mmap 9 222              mprotect 10 226
mremap 25 216       msync 26 227          munmap 11 215          nanosleep 35 101        newfstatat 262 79
pipe 22 -           pipe2 293 59          poll 7 -               ppoll 271 73            pread64 17 67
preadv 295 69       pselect6 270 72       read 0 63              readlink 89 -           readlinkat 267 78
readv 19 65         recvmsg 47 212        restart_syscall 219 128 rseq 334 293           rt_sigaction 13 134
rt_sigpending 127 136 rt_sigprocmask 14 135 rt_sigreturn 15 139  rt_sigsuspend 130 133   rt_sigtimedwait 128 137
sched_getaffinity 204 123 sched_getparam 143 121 sched_getscheduler 145 120 sched_yield 24 124 select 23 -
set_mempolicy 238 237 set_robust_list 273 99 set_tid_address 218 96 setrlimit 160 164    sigaltstack 131 132
stat 4 -            statfs 137 43         statx 332 291          sysinfo 99 179          time 201 -
times 100 153       uname 63 160          write 1 64             writev 20 66
"""
"""Calls that are allowed with any arguments: their names, and their numbers on each of `system_calls.MACHINES`."""

CHECKED_CALLS = """
clone 56 220        fcntl 72 25           ioctl 16 29            open 2 -                openat 257 56
prctl 157 167       prlimit64 302 261     tgkill 234 131
"""
"""Calls that are allowed with some arguments; see `_checks`."""

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP_CALLS = {"x86_64": 317, "aarch64": 277}

_FIRST_NEW_CALL = 424
"""From this number on, which Linux 5.1 began, all kinds of processors have the same numbers."""

_SET_MODE_FILTER = 1
_SPECULATION_ALLOWED = 1 << 2
"""Before Linux 5.16 a filter made the process slower, to keep its parts from spying on each other. It has no parts."""

# Numbers of Linux, which the modules `fcntl` and `termios` of other systems do not have.
_WRITE_FLAGS = 0o3 | 0o100 | 0o1000 | 0o2000  # O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND
_CLONE_THREAD = 0x10000
_THREAD_NAMES = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_FILE_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_DEVICE_COMMANDS = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONBIO, FIONCLEX, FIOCLEX

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of classic BPF
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE, _REFUSE_AS_UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_CALL_OFFSET, _ARCHITECTURE_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16  # in struct seccomp_data

Instructions = list[tuple[int, int, int, int]]
"""Operation, instructions to skip if the condition is true, instructions to skip if it is not, and a number."""


def restrict() -> bool:
    """Restrict this thread, and the threads that it starts, to `CALLS`. Return whether the kernel does."""
    machine = system_calls.machine()
    if not machine:
        return False
    instructions = _program(machine)
    program = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(instructions), ctypes.addressof(buffer))
    mode, flags = ctypes.c_uint(_SET_MODE_FILTER), ctypes.c_uint(_SPECULATION_ALLOWED)
    try:
        system_calls.forbid_new_privileges()
        system_calls.call(_SECCOMP_CALLS[machine], mode, flags, header)
    except OSError:
        return False
    return True


def numbers(calls: str, machine: str) -> dict[str, int]:
    """Return the numbers of system calls by their names, on one kind of processor."""
    words = calls.split()
    width = 1 + len(system_calls.MACHINES)
    column = 1 + system_calls.MACHINES.index(machine)
    found = {}
    for start in range(0, len(words), width):
        name, number = words[start], words[start + column]
        if number != "-":
            found[name] = int(number)
    return found


def _program(machine: str) -> Instructions:
    """Return the filter for one kind of processor."""
    program: Instructions = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_IF_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),  # the numbers below would mean other calls
        (_LOAD, 0, 0, _CALL_OFFSET),
    ]
    for number in numbers(CALLS, machine).values():
        program += _for_call(number, [(_RETURN, 0, 0, _ALLOW)])
    checks = _checks()
    for name, number in numbers(CHECKED_CALLS, machine).items():
        program += _for_call(number, checks[name])
    program += [
        (_IF_AT_LEAST, 0, 1, _FIRST_NEW_CALL),
        (_RETURN, 0, 0, _REFUSE_AS_UNKNOWN),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return program


def _checks() -> dict[str, Instructions]:
    """Return the instructions that decide on each of `CHECKED_CALLS`."""
    return {
        "clone": [*_argument(0), (_IF_ANY_BIT, 1, 0, _CLONE_THREAD), *_refuse_or_allow()],
        "open": [*_argument(1), (_IF_ANY_BIT, 0, 1, _WRITE_FLAGS), *_refuse_or_allow()],
        "openat": [*_argument(2), (_IF_ANY_BIT, 0, 1, _WRITE_FLAGS), *_refuse_or_allow()],
        "fcntl": _one_of(1, _FILE_COMMANDS),
        "ioctl": _one_of(1, _DEVICE_COMMANDS),
        "prctl": _one_of(0, _THREAD_NAMES),
        "prlimit64": _one_of(0, (0,)),  # the limits of this process
        "tgkill": _one_of(0, (os.getpid(),)),  # to end itself: `abort`
    }


def _for_call(number: int, then: Instructions) -> Instructions:
    """Return the instructions `then`, which end in a decision, for the call with this number only."""
    return [(_IF_EQUAL, 0, len(then), number), *then]


def _argument(position: int) -> Instructions:
    """Return the instruction that loads the lower half of an argument, which is all of these arguments."""
    return [(_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * position)]


def _refuse_or_allow() -> Instructions:
    return [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]


def _one_of(position: int, values: Iterable[int]) -> Instructions:
    """Return the instructions that allow a call if an argument has one of these values."""
    program = _argument(position)
    for value in values:
        program += [(_IF_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*program, (_RETURN, 0, 0, _REFUSE)]
