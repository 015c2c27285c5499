"""Word pools for tables of your own, from Mimesis."""

from __future__ import annotations

from tablewright import checks
from tablewright.errors import ArgumentError
from tablewright.ops.text import SEPARATOR


def pool(field: str, locale: str = "en", *, size: int = 1_000, seed: int = 0) -> tuple[str, ...]:
    """Words of a Mimesis field: drawn once, without repeats, sorted.

    The words depend on the release of Mimesis. Where rows must never change, keep the words that
    you got with your declaration; the industries' own pools are shipped that way.

    Parameters
    ----------
    field : str
        A field of Mimesis that gives text, such as ``"person.occupation"``.
    locale : str
        A locale of Mimesis, such as ``"de"``.
    size : int
        Draws, from 1 to 1,000,000; fewer words where Mimesis repeats itself.
    seed : int
        Signed 64-bit.

    Returns
    -------
    tuple of str
        For `tablewright.ops.word`.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        For an unknown field or locale, a field that gives no text, or no usable word.

    Examples
    --------
    >>> jobs = pool("person.occupation", size=200)
    >>> len(jobs) > 50, jobs == tuple(sorted(set(jobs)))
    (True, True)
    """
    # Declaring and making the shipped industries must not cost the import of Mimesis.
    from mimesis import Field, Locale
    from mimesis.exceptions import FieldError

    checks.choice("locale", locale, [known.value for known in Locale])
    checks.integer("size", size, 1, 1_000_000)
    if not isinstance(field, str):
        raise checks.wrong_type("field", field, "str", "give one such as 'person.occupation'")
    shown = checks.shown(field)
    draw = Field(Locale(locale), seed=checks.seed(seed))
    try:
        words = {draw(field) for _ in range(size)}
    except (FieldError, TypeError):
        raise ArgumentError(
            f"field={shown} cannot be drawn; give a Mimesis field such as 'person.occupation'"
        ) from None
    if not all(isinstance(word, str) for word in words):
        raise ArgumentError(f"field={shown} gives no text; give a Mimesis field that does")
    usable = tuple(sorted(word for word in words if word and SEPARATOR not in word))
    if not usable:
        raise ArgumentError(f"field={shown} gives no usable word; give another Mimesis field")
    return usable
