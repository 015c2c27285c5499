"""The command line. Importing it imports nothing else, so that ``--help`` answers at once."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

OK, FAILED, WRONG_ARGUMENTS = 0, 1, 2
TRACEBACK = "TABLEWRIGHT_TRACEBACK"
"""Set this variable to see where an unexpected error comes from."""


class _Terminated(BaseException):
    """SIGTERM or SIGHUP came; as with KeyboardInterrupt, nothing that handles errors stops it."""

    def __init__(self, number: int) -> None:
        self.number = number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``tablewright``; those of this process by default.

    Returns
    -------
    int
        The exit status: 0 if all was done, 1 if something failed or does not hold, 2 for wrong
        arguments, 130 after Ctrl-C, 143 after SIGTERM.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_streams()
    try:
        with _terminable():
            return _run(words)
    except KeyboardInterrupt:
        return _say("stopped by Ctrl-C; nothing half-written is left", 128 + signal.SIGINT)
    except _Terminated as stop:
        name = signal.Signals(stop.number).name
        return _say(f"stopped by {name}; nothing half-written is left", 128 + stop.number)
    except BrokenPipeError:
        forget_stdout()  # Only words were cut off: no reason to complain.
        return FAILED
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # Polars' own bugs are no Exception.
        return _explain(error)


def _open_streams() -> None:
    """Give words somewhere to go: streams may be closed (``>&-``), or know fewer characters."""
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            # Also, no file that is written may get the number of a stream.
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))  # noqa: SIM115
        elif number and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(words: list[str]) -> int:
    from typer.main import get_command

    from tablewright.cli.app import build

    command = get_command(build())
    status = command.main(words or ["--help"], prog_name="tablewright", standalone_mode=False)
    sys.stdout.flush()
    if not words:
        return WRONG_ARGUMENTS
    if status == 128 + signal.SIGINT:
        raise KeyboardInterrupt  # Typer turned it into a status.
    return status if isinstance(status, int) else OK


def _explain(error: BaseException) -> int:
    if os.environ.get(TRACEBACK):
        raise error
    from typer import Abort, TyperException

    from tablewright.cli.interrupt import Interrupted
    from tablewright.errors import (
        ArgumentError,
        ArgumentTypeError,
        DeclarationError,
        TablewrightError,
    )

    if isinstance(error, Interrupted):
        return _say(str(error), 128 + error.number)
    if isinstance(error, TyperException):
        command = getattr(getattr(error, "ctx", None), "command_path", "tablewright")
        return _say(f"{error.format_message().rstrip('.')}; see {command} --help", WRONG_ARGUMENTS)
    if isinstance(error, ArgumentError | ArgumentTypeError | DeclarationError):
        return _say(str(error), WRONG_ARGUMENTS)
    if isinstance(error, Abort):
        return _say("stopped", FAILED)
    if isinstance(error, FileNotFoundError) and not error.filename:
        return _say("the folder you are in does not exist any more; go to another one", FAILED)
    if isinstance(error, OSError) and not isinstance(error, TablewrightError):
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}", FAILED)
    if isinstance(error, TablewrightError):
        return _say(str(error), FAILED)
    if isinstance(error, MemoryError):
        return _say("out of memory; ask for fewer rows at once", FAILED)
    return _say(
        f"unexpected {type(error).__name__}: {error}; please report it, with what "
        f"{TRACEBACK}=1 shows",
        FAILED,
    )


def _say(message: str, status: int) -> int:
    from tablewright.errors import one_line

    with suppress(OSError):  # If nobody is listening, the exit status says it.
        print(f"error: {one_line(message)}", file=sys.stderr, flush=True)
    return status


def forget_stdout() -> None:
    """Send the rest nowhere, once whoever read the output has gone (``| head``).

    Python flushes at exit, and would complain about the same pipe again.
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
