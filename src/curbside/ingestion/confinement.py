"""What a process that reads strangers' files may not do: reach the network, write files, take all memory or time."""

import ctypes
import os
import resource
import sys
from contextlib import suppress

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 60  # of processor time for one file
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # flags of unshare(2)
_FORBIDDEN = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec"}
)


def confine() -> None:
    """Give up, for the rest of this process, what reading a file does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # Where the system does not allow a network of its own, the hook below is what remains.
        if libc.unshare(_NEW_NETWORK) != 0:
            libc.unshare(_NEW_USER | _NEW_NETWORK)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event}: a process that reads documents may not do this")


def allow_time() -> None:
    """Start the clock for the next file; the system ends the process when it runs out."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError):  # a stricter limit of the system's stands
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def peak_memory() -> int:
    """Most memory that this process has held at once, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def own_output() -> int:
    """Keep standard output for ourselves: what a parser prints goes to standard error. Returns its descriptor."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return kept
