"""Transactions without an end."""

from __future__ import annotations

from tablewright import checks
from tablewright.calendars.window import Window
from tablewright.spec import CALENDAR_ENDS, StreamDeclaration, WorldOptions
from tablewright.tables.financial.accounts import Accounts
from tablewright.tables.financial.bank import Bank
from tablewright.tables.financial.entries import entries


def stream(accounts: int, options: WorldOptions) -> StreamDeclaration:
    """Transactions of accounts that are all open after the window."""
    window = options.window
    calendar = Window(window.start, max(window.end, CALENDAR_ENDS))
    bank = Bank(Accounts(accounts, window), checks.MAX_ROWS, calendar, endless=True)
    return StreamDeclaration(entries(bank), calendar, {"txn_timestamp": 0})
