"""Nothing that makes or checks rows opens a socket, be it Python's or a library's own.

The kernel itself is asked (seccomp): a process that opens an internet socket is killed.
"""

from __future__ import annotations

import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import environment

FORBID = """
import ctypes, platform, struct, sys
NUMBER, MACHINE = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}[platform.machine()]
def do(code, yes, no, k): return struct.pack("HBBI", code, yes, no, k)
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
KILL, ALLOW = 0x80000000, 0x7FFF0000
program = b"".join([
    do(LOAD, 0, 0, 4), do(EQUAL, 0, 5, MACHINE),  # of this machine?
    do(LOAD, 0, 0, 0), do(EQUAL, 0, 3, NUMBER),   # socket()?
    do(LOAD, 0, 0, 16), do(EQUAL, 2, 0, 2), do(EQUAL, 1, 0, 10),  # AF_INET or AF_INET6?
    do(RETURN, 0, 0, ALLOW), do(RETURN, 0, 0, KILL),
])
buffer = ctypes.create_string_buffer(program)
class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_void_p)]
libc = ctypes.CDLL(None, use_errno=True)
rules = Filter(len(program) // 8, ctypes.addressof(buffer))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(rules), 0, 0) == 0, ctypes.get_errno()
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind"):
        raise RuntimeError(event)
sys.addaudithook(hook)
"""
WORK = """
from tablewright.cli import main
for words in (
    ["list"], ["describe", "retail"], ["plan", "all"], ["generate", "iot", "--sample"],
    ["generate", "all", "--rows", "60", "--out", "all"], ["verify", "all", "--quiet"],
    *(["generate", "retail", "--rows", "60", "--format", kind, "--out", kind]
      for kind in ("csv", "json", "arrow")),
    *(["verify", kind, "--quiet"] for kind in ("csv", "json", "arrow")),
    ["report", "all/retail", "--quiet"],
):
    status = main(words)
    if status:
        sys.exit(status)
from tablewright.polars import retail, scan
from tablewright.word_lists import pool
retail.generate_customers(rows=9); scan("iot.events", rows=9).collect(); pool("person.occupation")
"""


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FORBID + code],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the filter is Linux's",
)
def test_no_socket_is_opened(tmp_path: Path) -> None:
    done = run(WORK, tmp_path)
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_one_that_were_opened_would_be_seen(tmp_path: Path, family: str) -> None:
    done = run(f"import socket; socket.socket(socket.{family})", tmp_path)
    assert done.returncode == -signal.SIGSYS
