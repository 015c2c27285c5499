"""Progress of a long run: a bar on a terminal, an occasional line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tablewright.cli.console import console, say, seconds
from tablewright.cli.interrupt import Stop

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Counts generated rows from any thread, and shows them on request."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.table = ""
        self._began = time.monotonic()
        self._last_line = self._began
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def count(self, table: str, rows: int) -> None:
        """Count rows generated for a table."""
        self.table = table
        self.done += rows

    def skip(self, table: str, rows: int) -> None:
        """Exclude rows that an earlier run generated."""
        self.total -= rows

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    @property
    def rate(self) -> float:
        """Rows per second so far."""
        return self.done / max(self.elapsed, 1e-9)

    @contextmanager
    def shown(self, *, quiet: bool) -> Iterator[None]:
        """Show progress on stderr while the block runs."""
        screen = console(sys.stderr)
        if quiet or not screen.is_terminal:
            self._last_line = float("inf") if quiet else self._last_line
            yield
            return
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TaskProgressColumn(),
            TextColumn("{task.fields[speed]}", justify="right"),
        )
        with Progress(*columns, console=screen, transient=True) as bar:
            self._bar = bar
            self._task = bar.add_task("", total=self.total, speed="")
            yield

    def tick(self) -> None:
        """Update the display."""
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task,
                total=self.total,
                completed=self.done,
                description=self.table,
                speed=self._speed(),
            )
        elif time.monotonic() - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            share = self.done / max(self.total, 1)
            line = f"{self.table}: {self.done:,} of {self.total:,} rows ({share:.0%})"
            say(", ".join(filter(None, (line, self._speed()))))

    def counter(self, stop: Stop) -> _Counter:
        """Return a callback for writers that counts rows and stops after a signal."""
        return _Counter(self, stop)

    def _speed(self) -> str:
        if not self.done:
            return ""
        left = (self.total - self.done) / self.rate
        return f"{self.rate:,.0f} rows/s, {seconds(left)} left"


class _Counter:
    def __init__(self, progress: Progress, stop: Stop) -> None:
        self._progress = progress
        self._stop = stop

    def __call__(self, table: str, rows: int) -> None:
        self._stop.check()
        self._progress.count(table, rows)
