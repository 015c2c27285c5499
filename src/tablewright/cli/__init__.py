"""The command line. Importing it imports almost nothing, so that ``--help`` is fast."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from tablewright.errors import ArgumentError, one_line, printable
from tablewright.secret import discreet

OK, FAILED, WRONG_ARGUMENTS = 0, 1, 2
TRACEBACK = "TABLEWRIGHT_TRACEBACK"
"""Set this variable to print tracebacks."""
_NOTHING = "no partial output remains"


class _Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; a BaseException, so that no error handler catches it."""

    def __init__(self, number: int) -> None:
        self.number = number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``tablewright``; default: those of this process.

    Returns
    -------
    int
        The exit status: 0 on success, 1 on a failure or a breach, 2 for invalid arguments,
        130 after Ctrl-C, 143 after SIGTERM.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
    try:
        with _terminable():
            return _run(words)
    except KeyboardInterrupt:
        message, status = f"stopped by Ctrl-C; {_NOTHING}", 128 + signal.SIGINT
    except _Terminated as stop:
        name = signal.Signals(stop.number).name
        message, status = f"stopped by {name}; {_NOTHING}", 128 + stop.number
    except BrokenPipeError:
        forget_stdout()  # Only text was cut off: not an error.
        return FAILED
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # Panics in Polars do not derive from Exception.
        if os.environ.get(TRACEBACK):
            _print("".join(traceback.format_exception(error)), words)
        message, status = _explained(error)
    _print(f"error: {one_line(message)}\n", words)
    return status


def _open_streams() -> None:
    """Make all streams usable: they may be closed (``>&-``) or lack characters."""
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            # This also keeps an output file from getting the descriptor of a stream.
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))  # noqa: SIM115
        elif number and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(words: list[str]) -> int:
    _check_environment()
    from typer.main import get_command

    from tablewright.cli.app import build

    command = get_command(build())
    status = command.main(words or ["--help"], prog_name="tablewright", standalone_mode=False)
    sys.stdout.flush()
    if not words:
        return WRONG_ARGUMENTS
    if status == 128 + signal.SIGINT:
        raise KeyboardInterrupt  # Typer turned it into an exit status.
    return status if isinstance(status, int) else OK


def _check_environment() -> None:
    """Refuse environment values that make the libraries fail on import."""
    for name in ("TERMINAL_WIDTH", "POLARS_MAX_THREADS"):
        value = os.environ.get(name)
        if value and not (value.isdecimal() and int(value)):
            raise ArgumentError(f"{name}={value!r} is not a positive integer; unset the variable")


def _explained(error: BaseException) -> tuple[str, int]:
    """Return an error's message and the exit status."""
    from typer import Abort, TyperException

    from tablewright.cli.interrupt import Interrupted
    from tablewright.errors import (
        ArgumentTypeError,
        DeclarationError,
        TablewrightError,
    )

    if isinstance(error, Interrupted):
        return str(error), 128 + error.number
    if isinstance(error, TyperException):
        command = getattr(getattr(error, "ctx", None), "command_path", "tablewright")
        said = error.format_message().rstrip(".")
        return f"{said}; see {command} --help", WRONG_ARGUMENTS
    if isinstance(error, ArgumentError | ArgumentTypeError | DeclarationError):
        return str(error), WRONG_ARGUMENTS
    if isinstance(error, Abort):
        return "stopped", FAILED
    if isinstance(error, FileNotFoundError) and not error.filename:
        return "the current folder no longer exists; change to another one", FAILED
    if isinstance(error, OSError) and not isinstance(error, TablewrightError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}", FAILED
    if isinstance(error, TablewrightError):
        return str(error), FAILED
    if isinstance(error, MemoryError):
        return "out of memory; request fewer rows at a time", FAILED
    text = f"unexpected {type(error).__name__}: {error}"
    return f"{text}; please report it, with the traceback that {TRACEBACK}=1 prints", FAILED


def _print(text: str, words: Sequence[str]) -> None:
    """Print to stderr, with secrets and control characters removed."""
    with suppress(OSError):  # If stderr is closed, the exit status still reports the error.
        print(printable(discreet(text, words)), end="", file=sys.stderr, flush=True)


def forget_stdout() -> None:
    """Discard further output once the reader has closed the pipe (``| head``).

    Otherwise Python would flush at exit and report the same broken pipe again.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Terminated(number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
