"""Financial at sizes where something runs out: accounts, blocks of them, sessions."""

from __future__ import annotations

from tablewright.polars import financial

AWKWARD = {
    "nothing": (0, 0, 0),
    "only accounts": (5, 0, 0),
    "one of each": (1, 1, 1),
    "one account": (1, 700, 700),
    "an investor and a checking account": (2, 40, 900),
    "few accounts": (19, 300, 900),
    "fewer than a block": (399, 900, 900),
    "a block": (400, 900, 900),
    "a block and a bit, of which some are opened late": (440, 900, 2_000),
    "two blocks and a bit": (803, 3, 3_000),
    "more accounts than events": (3_000, 7, 11),
}
WINDOWS = {
    "a year": ("2024-01-01", "2024-12-31"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "around Good Friday": ("2024-03-29", "2024-04-01"),
    "one short session": ("2024-07-03", "2024-07-03"),
    "three years": ("2020-02-01", "2022-12-31"),
}
IN_WINDOWS = [(42, (accounts, 1_500, 2_500)) for accounts in (1, 6, 401, 2_000)]
JUDGED = {
    "usual": (42, (10_000, 50_000, 50_000), {}, 17),
    "many accounts": (7, (50_000, 50_000, 50_000), {}, 17),
}
SLICED = [(1_000, 9_000, 9_000)]
HUGE = [(10**12, 10**12, 10**12), (2**42, 2**42, 2**42)]
ALONE = {
    "customers": lambda n, **more: financial.generate_customers(n[0], **more),
    "accounts": lambda n, **more: financial.generate_accounts(n[0], **more),
    "trades": lambda n, **more: financial.generate_trades(n[1], n[0], **more),
    "transactions": lambda n, **more: financial.generate_transactions(n[2], n[0], **more),
}
IN_ORDER = {"trades": "trade_timestamp", "transactions": "txn_timestamp"}
