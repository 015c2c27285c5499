"""Word lists from Mimesis for your own tables."""

from __future__ import annotations

from tablewright import checks
from tablewright.errors import ArgumentError
from tablewright.ops.text import SEPARATOR


def pool(field: str, locale: str = "en", *, size: int = 1_000, seed: int = 0) -> tuple[str, ...]:
    """Return distinct words of a Mimesis field, sorted.

    The words depend on the Mimesis release. If rows must never change, store the words with your
    declaration, as the ready-made datasets do.

    Parameters
    ----------
    field : str
        A Mimesis field that returns text, such as ``"person.occupation"``.
    locale : str
        A Mimesis locale, such as ``"de"``.
    size : int
        Number of draws (1 to 1,000,000); repeated words count once.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.

    Returns
    -------
    tuple of str
        The words, for `tablewright.ops.word`.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If the field or locale is unknown, or the field returns no text or no usable word.

    Examples
    --------
    >>> jobs = pool("person.occupation", size=200)
    >>> len(jobs) > 50, jobs == tuple(sorted(set(jobs)))
    (True, True)
    """
    # Ready-made datasets must not need the import of Mimesis.
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
        raise ArgumentError(f"field={shown} returns no text; give a Mimesis field that does")
    usable = tuple(sorted(word for word in words if word and SEPARATOR not in word))
    if not usable:
        raise ArgumentError(f"field={shown} returns no usable word; give another Mimesis field")
    return usable
