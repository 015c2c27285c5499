"""Endless transactions."""

from __future__ import annotations

from tablewright import checks
from tablewright.calendars.window import Window
from tablewright.spec import CALENDAR_ENDS, StreamDeclaration, WorldOptions
from tablewright.tables.financial.accounts import Accounts
from tablewright.tables.financial.transactions import transactions


def stream(accounts: int, options: WorldOptions) -> StreamDeclaration:
    """Transactions of accounts that are all open after the window."""
    window = options.window
    calendar = Window(window.start, max(window.end, CALENDAR_ENDS))
    table = transactions(checks.MAX_ROWS, Accounts(accounts, window), calendar)
    return StreamDeclaration(table, calendar, {"txn_timestamp": 0})
