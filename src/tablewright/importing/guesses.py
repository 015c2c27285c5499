"""What a column means, guessed from its name and kind: one table, in plain sight.

A guess is what a plan fills a column with; edit the line where you know better. The first row
that fits the column's name (in words: ``CustomerID`` is ``customer_id``) and its kind counts.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tablewright.importing.schema import ColumnSchema, Kind
from tablewright.importing.types import words


class Guess(NamedTuple):
    """What columns of some names are filled with.

    ``pattern`` is searched in the column's name; one with a dot in ``table.column``. ``longest`` is
    the length of the longest text, so that short columns get another guess.
    """

    pattern: str
    kinds: tuple[Kind, ...]
    filling: Any
    longest: int = 0


_PEOPLE = r"(customer|client|person|people|employee|user|author|actor|contact|staff|patient)"
_TEXT: tuple[Kind, ...] = ("text",)
_NUMBER: tuple[Kind, ...] = ("integer", "decimal", "double")
_TIMES: tuple[Kind, ...] = ("date", "timestamp")

GUESSES: tuple[Guess, ...] = (
    # People and places.
    Guess(r"e_?mail", _TEXT, "person.email", 48),
    Guess(r"(first|given|middle)_?name|fname|forename", _TEXT, "person.first", 11),
    Guess(r"(last|family|sur)_?name|lname|surname", _TEXT, "person.last", 11),
    Guess(r"(contact|full|customer|employee|person|display)_?name", _TEXT, "person.name", 23),
    Guess(rf"{_PEOPLE}s?\..*name$", _TEXT, "person.name", 23),
    Guess(r"user_?name|login|nick", _TEXT, 'concat("user", row + 1)', 12),
    Guess(r"phone|mobile|fax|\btel", _TEXT, "address.phone", 14),
    Guess(r"zip|postal|post_?code", _TEXT, "address.postal_code", 5),
    Guess(r"city|town|district", _TEXT, "address.city", 15),
    Guess(r"country_?code|iso_?code", _TEXT, {"choice": {"US": 60, "CA": 20, "MX": 20}}, 2),
    Guess(r"countr|nation", _TEXT, {"choice": {"USA": 60, "Canada": 20, "Mexico": 20}}, 6),
    Guess(r"(^|_)(state|province|region)(_code|_name)?$", _TEXT, "address.region", 2),
    Guess(r"address|street", _TEXT, "address.street", 28),
    Guess(r"gender|sex$", _TEXT, {"choice": {"F": 50, "M": 50}}, 1),
    Guess(r"company|employer|organi[sz]ation", _TEXT, "COMPANY", 36),
    Guess(r"(supplier|shipper|vendor|compan)\w*\..*name", _TEXT, "COMPANY", 36),
    Guess(r"(job|position|contact)_?title|occupation|profession", _TEXT, "OCCUPATION", 24),
    Guess(r"(employee|staff)s?\.title", _TEXT, "OCCUPATION", 24),
    Guess(r"birth|dob$", ("date",), {"between": ["1950-01-01", "2005-12-31"]}),
    Guess(r"birth|dob$", ("timestamp",), {"between": ["1950-01-01", "2005-12-31"]}),
    Guess(r"(^|_)age$", _NUMBER, {"uniform": [18, 90]}),
    # Texts.
    Guess(r"uuid|guid", _TEXT, "uuid", 36),
    Guess(r"url|website|home_?page|link", _TEXT, 'concat("https://example.com/", row + 1)', 33),
    Guess(r"currency", _TEXT, {"choice": {"USD": 70, "EUR": 20, "GBP": 10}}, 3),
    Guess(r"language|locale", _TEXT, {"choice": {"en": 70, "es": 20, "fr": 10}}, 2),
    Guess(r"colou?r", _TEXT, {"words": ["black", "blue", "green", "red", "white"]}, 5),
    Guess(r"status|_state$", _TEXT, {"choice": {"active": 70, "pending": 20, "closed": 10}}, 7),
    Guess(r"priority", _TEXT, {"choice": {"high": 20, "medium": 50, "low": 30}}, 6),
    Guess(r"type|kind|category|segment|class|group", _TEXT, {"choice": ["A", "B", "C"]}, 1),
    Guess(r"password|hash|token|secret|signature", _TEXT, "uuid", 36),
    Guess(r"file_?name|path|picture|photo|image", _TEXT, 'concat("file-", row + 1, ".dat")', 22),
    Guess(
        r"descri|comment|note|remark|review|summary|bio$|body|message|text", _TEXT, "SENTENCE", 159
    ),
    Guess(r"code|sku|number|(^|_)no$|reference|(^|_)id$", _TEXT, "CODE", 0),
    Guess(r"name|title|label", _TEXT, 'concat("Name ", row + 1)', 13),
    # Numbers.
    Guess(r"latitude|(^|_)lat$", _NUMBER, {"uniform": [30, 47]}),
    Guess(r"longitude|(^|_)(lng|lon)$", _NUMBER, {"uniform": [-120, -75]}),
    Guess(r"percent|pct|discount|(^|_)tax|vat", ("decimal", "double"), {"uniform": [0, 0.2]}),
    Guess(r"percent|pct|discount", ("integer",), {"uniform": [0, 100]}),
    Guess(
        r"price|cost|fee|(^|_)rate$|charge|freight",
        _NUMBER,
        {"lognormal": {"median": 20, "sigma": 0.8, "low": 1, "high": 900}},
    ),
    Guess(
        r"amount|total|salary|balance|revenue|sales|payment|bal$|budget|value|credit",
        _NUMBER,
        {"lognormal": {"median": 90, "sigma": 0.9, "low": 1, "high": 9000}},
    ),
    Guess(
        r"quantity|qty|count|units|stock|level", _NUMBER, {"zipf": {"exponent": 1.1, "most": 50}}
    ),
    Guess(r"rating|score|stars", _NUMBER, {"uniform": [1, 5]}),
    Guess(r"year", _NUMBER, {"uniform": [1990, 2024]}),
    Guess(r"month", _NUMBER, {"uniform": [1, 12]}),
    Guess(r"(^|_)day", _NUMBER, {"uniform": [1, 28]}),
    Guess(r"length|duration|minutes", _NUMBER, {"uniform": [45, 185]}),
    Guess(r"milliseconds|bytes", _NUMBER, {"lognormal": {"median": 250000, "sigma": 0.5}}),
    Guess(
        r"weight|height|width|size",
        _NUMBER,
        {"lognormal": {"median": 20, "sigma": 0.5, "low": 1, "high": 200}},
    ),
    # Truth.
    Guess(r"active|enabled|valid|visible", ("flag",), 0.9),
    Guess(r"deleted|disabled|discontinued|archived|cancel", ("flag",), 0.05),
)

FALLBACKS: dict[Kind, Any] = {
    "text": "CODE",
    "integer": {"uniform": [1, 1000]},
    "decimal": {"uniform": [1, 1000]},
    "double": {"uniform": [1, 1000]},
    "date": {"between": ["2024-01-01", "2024-12-31"]},
    "timestamp": {"between": ["2024-01-01", "2024-12-31"]},
    "flag": 0.5,
}
"""What a column is filled with whose name says nothing."""
LISTS: dict[str, Any] = {
    "SENTENCE": {"words": {"source": "text.sentence", "size": 200}},
    "OCCUPATION": {"words": {"source": "person.occupation", "size": 100}},
    "COMPANY": {"words": {"source": "finance.company", "size": 200}},
}
"""Long fillings by their names above."""

BEGINS = re.compile(
    r"creat|insert|regist|join|hire|start|open|order_?date|sign|begin|(^|_)date$|placed"
)
"""Names of times in whose order rows come about."""
FOLLOWS = re.compile(
    r"end|ship|due|requir|return|deliver|paid|updat|modif|clos|expir|receipt|commit|last|until"
)
"""Names of times that follow another of the row."""


def guess(table: str, column: ColumnSchema) -> tuple[Any, str]:
    """Return a filling, and what it is guessed from: the name, or the type alone."""
    own, name = words(column.name), f"{words(table)}.{words(column.name)}"
    for each in GUESSES:
        where = name if r"\." in each.pattern else own
        if column.kind in each.kinds and re.search(each.pattern, where):
            fits = column.length is None or each.longest <= column.length
            if fits or column.kind != "text":
                filling = each.filling
                known = isinstance(filling, str) and filling in LISTS
                return (LISTS[filling] if known else filling), "by name"
    return FALLBACKS[column.kind], "by type"
