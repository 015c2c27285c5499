"""Columns that are there already, and are filled or called in another way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tablewright import checks
from tablewright.declare import how
from tablewright.declare.choices import usable
from tablewright.declare.columns import Columns, Null, absence, filled, sentence, told_of
from tablewright.declare.drafts import kind_of
from tablewright.declare.said import stated
from tablewright.declare.sources import Filling, expected
from tablewright.declare.values import Value
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import Field, word


class Replacing(Columns):
    """Changes columns that are declared."""

    @stated
    def replace(
        self, name: str, source: Filling, *, null: Null | None = None, doc: str = ""
    ) -> Value:
        """Fill an existing column from another source; its type stays the same.

        Columns already computed from it keep their values.

        Parameters
        ----------
        name : str
            The column.
        source : Source, Value or plain value
            The new source, as for a new column of this type.
        null : float or Value, optional
            Default: unchanged.
        doc : str
            How it is generated; default: the source's description.
        """
        draft = self._draft
        place, old = draft.column(name)
        if draft.is_key(name):
            raise DeclarationError(f"{draft.name}.{name} is a key, which cannot be replaced")
        kind, scale = kind_of(old.type)
        if draft.ordered_by == name:
            draft.ordered_by = None
        with told_of(draft, name):
            value = filled(draft, name, source, kind, scale, role=" replaced")
            null_when = old.null_when if null is None else absence(draft, name, null)
            text = sentence(doc) or how.told(source, value, draft)
            like = None if isinstance(null, Value) else expected(source, scale)
            share = null if null is None or isinstance(null, Value) else float(null)
            text = text if share is None else how.with_nulls(text, share, draft)
        draft.replaced.add(name)
        draft.absences.pop(name, None)
        del draft.values[name]
        return draft.put(name, value, old.type, text, null_when, place, like)

    @stated
    def relabel(self, name: str, labels: Mapping[str, str]) -> Value:
        """Rename the options of a text column; rows and shares stay the same.

        Parameters
        ----------
        name : str
            The column.
        labels : mapping
            New labels by old label; others stay the same.
        """
        draft = self._draft
        place, old = draft.column(name)
        known = draft[name]
        if known.index is None:
            raise ArgumentTypeError(
                f"{draft.name}.{name} is not a text with fixed options; use t.replace(...)"
            )
        for label, other in _pairs(labels):
            if label not in known.options:
                raise ArgumentError(
                    f"labels={checks.shown(label)} is not an option of {draft.name}.{name}; it has "
                    f"{', '.join(map(repr, known.options[:8]))}"
                )
            if not isinstance(other, str):
                raise checks.wrong_type(f"labels[{label!r}]", other, "str", "give a text")
            usable(other)
        options = tuple(labels.get(option, option) for option in known.options)
        if len(set(options)) < len(set(known.options)):
            raise ArgumentError(
                f"labels={checks.shown(labels)} merges two options into one; merge them with "
                "t.replace(name, t[name].map(...))"
            )
        draft.replaced.add(name)
        # The draws stay the same.
        made = Field(draft.full_name, name, word(options, known.index), draft.rows)
        draft.columns[place] = replace(old, value=made)
        draft.values[name] = Value(made, "text", options=options, index=known.index)
        return draft.values[name]


def _pairs(labels: object) -> list[tuple[object, object]]:
    if not isinstance(labels, Mapping):
        remedy = "give a mapping of words to others"
        raise checks.wrong_type("labels", labels, "a mapping", remedy)
    return list(labels.items())
