"""Several calls on one session: their order, their tags, and what happens when one fails."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tablewright.spark.concurrency import together


class Session:
    """Knows which tags its threads have; interrupting a tag lets the calls that wait go on."""

    def __init__(self) -> None:
        self.tags: dict[int, str] = {}
        self.interrupted: list[str] = []
        self.stopped = threading.Event()

    def addTag(self, tag: str) -> None:
        self.tags[threading.get_ident()] = tag

    def removeTag(self, tag: str) -> None:
        assert self.tags.pop(threading.get_ident()) == tag

    def interruptTag(self, tag: str) -> None:
        assert set(self.tags.values()) <= {tag}
        self.interrupted.append(tag)
        self.stopped.set()


def test_results_come_in_order_whoever_ends_first() -> None:
    session, second = Session(), threading.Event()

    def first() -> int:
        assert second.wait(30)  # Only if both run at the same time.
        return 1

    def other() -> int:
        second.set()
        return 2

    with together(session, [first, other, lambda: 3]) as results:  # type: ignore[arg-type]
        assert list(results) == [1, 2, 3]
    assert not session.interrupted
    assert not session.tags


@pytest.mark.parametrize("outside", [False, True])
def test_what_runs_is_stopped_and_nothing_more_begins(outside: bool) -> None:
    session, begun, running = Session(), [], threading.Event()

    def call(name: str, body: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            begun.append(name)
            return body()

        return run

    def wait() -> None:
        running.set()
        assert session.stopped.wait(30)

    def fail() -> None:
        assert running.wait(30)
        if not outside:
            raise KeyError("inside")

    calls = [call("fails", fail), call("waits", wait), call("waits too", wait)]
    calls += [call("never", lambda: None)]

    def use() -> None:
        with together(session, calls) as results:  # type: ignore[arg-type]
            next(results)
            raise KeyError("outside")

    with pytest.raises(KeyError, match="outside" if outside else "inside"):
        use()
    assert len(set(session.interrupted)) == 1
    assert "never" not in begun
    assert not session.tags
