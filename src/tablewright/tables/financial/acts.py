"""What entries of bank accounts are, and through which channels they come."""

from __future__ import annotations

TYPES = ("Deposit", "Withdrawal", "Transfer In", "Transfer Out", "Payment", "Fee", "Interest")
DEPOSIT, WITHDRAWAL, TRANSFER_IN, TRANSFER_OUT, PAYMENT, FEE, INTEREST = range(7)
ACTS = len(TYPES)
SHARES = (20, 15, 15, 15, 25, 5, 5)
"""Percent of all entries, by type."""
CHANNELS = ("Online", "Mobile", "ATM", "Branch", "Wire")
ONLINE, MOBILE, ATM, BRANCH, WIRE = range(5)
STATES = ("Completed", "Pending", "Failed", "Reversed")
COMPLETED, PENDING, FAILED, REVERSED = range(4)
