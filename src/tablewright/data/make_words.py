"""Remake the word pools of ``data/locales`` from the head lists and Mimesis' locale data.

``python -m tablewright.data.make_words`` writes the files; ``--check`` writes nothing, names every
difference between what is shipped and what would be written, and exits with 1 if there is one.

The result depends on ``names.json`` and ``locale.json`` of each locale and on the installed Mimesis
only. Which Mimesis words are taken, and in which order, follows from a hash of the word (fixed
seed), so a word added to Mimesis moves no other word further than its own place.
"""

import argparse
import functools
import hashlib
import itertools
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tablewright.data.load import locales, read

SEED = "tablewright words 1"
GENDERS = ("female", "male")
LINE_WIDTH = 100

_WORD = re.compile(r"[^\W\d_]+(?:[- ][^\W\d_]+)*")
_TAIL_WORD = re.compile(r"[^\W\d_]{3,}")
_STREET = re.compile(r"[^\W_]+(?:[- ][^\W_]+)*")
_MC = re.compile(r"^Mc([a-z])(?=[a-z]{2})")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})

Words = dict[str, list[Any]]


def slug(word: str, locale: str) -> str:
    """``word`` in a-z only: ``Müller`` gives ``mueller`` (de), ``García`` gives ``garcia``."""
    text = unicodedata.normalize("NFC", word).lower()
    text = text.translate(_own_letters(locale))
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return re.sub("[^a-z]", "", text)


@functools.cache
def _own_letters(locale: str) -> Mapping[int, str]:
    return MappingProxyType(str.maketrans(read(locale, "locale")["letters"]))


def make(locale: str) -> Words:
    """The content of a locale's ``words.json``."""
    source = read(locale, "names")
    words: Words = {}
    for pool in ("first_female", "first_male", "last"):
        entries = _pool(pool, locale, source)
        words[pool] = [[name, weight] for name, weight, _ in entries]
        words[f"{pool}_slug"] = [romanised for _, _, romanised in entries]
    words["street"] = _streets(locale, source["street"])
    return words


def dump(words: Mapping[str, Sequence[Any]]) -> str:
    """JSON text: sorted keys, entries packed into lines, so that a diff shows the changed ones."""
    parts = []
    for key in sorted(words):
        lines = [""]
        for entry in words[key]:
            text = json.dumps(entry, ensure_ascii=False)
            if len(lines[-1]) + len(text) + 2 > LINE_WIDTH:
                lines.append("")
            lines[-1] += f"{', ' if lines[-1] else ''}{text}"
        body = ",\n  ".join(lines)
        parts.append(f" {json.dumps(key)}: [\n  {body}\n ]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def drift(shipped: Mapping[str, Sequence[Any]], made: Mapping[str, Sequence[Any]]) -> list[str]:
    """One line for every key in which ``shipped`` and ``made`` differ; empty if they are equal."""
    found = []
    for key in sorted({*shipped, *made}):
        old = [json.dumps(entry, ensure_ascii=False) for entry in shipped.get(key, ())]
        new = [json.dumps(entry, ensure_ascii=False) for entry in made.get(key, ())]
        if old != new:
            gone = _some(entry for entry in old if entry not in set(new))
            come = _some(entry for entry in new if entry not in set(old))
            found.append(f"{key}: shipped only: {gone}; made only: {come}")
    return found


def _some(entries: Iterable[str]) -> str:
    listed = list(entries)
    if not listed:
        return "nothing (order or repetition differs)"
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")


def _pool(pool: str, locale: str, source: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    head, slugs = _head(source[pool]["head"])
    entries = dict(head)
    rule = source[pool].get("tail")
    if rule is not None:
        tail = _tail(pool, locale, source, taken=entries)
        last = min(entries.values())
        for rank, name in enumerate(tail, start=len(head) + 1):
            entries[name] = _rounded(last * (len(head) / rank) ** rule["exponent"])
    result = [
        (name, weight, slugs.get(name) or slug(name, locale)) for name, weight in entries.items()
    ]
    for name, _, romanised in result:
        if not _WORD.fullmatch(name) or not romanised:
            raise ValueError(f"{pool} of {locale}: name={name!r} has an unfit character")
    return sorted(result, key=lambda entry: (-entry[1], entry[0]))


def _head(lines: Sequence[str]) -> tuple[list[tuple[str, int]], dict[str, str]]:
    """Names with counts from tokens ``Name``, ``Name:count``, ``Name=slug`` or ``Name=slug:count``.

    Names stand in order of frequency. Counts between two given ones are interpolated, linearly in
    the logarithms of rank and count; ``_`` stands for a blank inside a name.
    """
    names: list[str] = []
    known: list[tuple[int, int]] = []
    slugs: dict[str, str] = {}
    seen: set[str] = set()
    for rank, token in enumerate(" ".join(lines).split(), start=1):
        rest, _, count = token.partition(":")
        text, _, romanised = rest.partition("=")
        name = text.replace("_", " ")
        if name.casefold() in seen:
            raise ValueError(f"name={name!r} stands twice in a head list")
        seen.add(name.casefold())
        names.append(name)
        if romanised:
            slugs[name] = romanised
        if count:
            known.append((rank, int(count)))
    counts = dict(known)
    for (r0, c0), (r1, c1) in itertools.pairwise(known):
        slope = math.log(c1 / c0) / math.log(r1 / r0)
        for rank in range(r0 + 1, r1):
            counts[rank] = _rounded(c0 * (rank / r0) ** slope)
    if set(counts) != set(range(1, len(names) + 1)):
        raise ValueError(f"the first and the last of {names[:3]}... need a count")
    return [(name, counts[rank]) for rank, name in enumerate(names, start=1)], slugs


def _tail(pool: str, locale: str, source: Mapping[str, Any], taken: Mapping[str, int]) -> list[str]:
    """Mimesis' names that are fit to follow the head, in the order of their hashes."""
    rule = source[pool]["tail"]
    data = _mimesis(locale)
    barred = {slug(name, locale) for name in taken}
    barred |= {slug(name, locale) for name in " ".join(rule.get("drop", [])).split()}
    if pool == "last":
        found = data["surnames"]
        if isinstance(found, dict):
            found = found["female"]
    else:
        gender = pool.removeprefix("first_")
        (other,) = set(GENDERS) - {gender}
        found = data["names"][gender]
        barred |= {slug(name, locale) for name in data["names"][other]}
        barred |= {slug(name, locale) for name, _ in _head(source[f"first_{other}"]["head"])[0]}
    kept: dict[str, str] = {}
    for name in sorted(set(found)):
        key = slug(name, locale)
        fit = _TAIL_WORD.fullmatch(name) and name == name.capitalize() and key not in barred
        if fit and not any(re.search(pattern, name) for pattern in rule.get("drop_patterns", [])):
            # of Andre and André, the accented one is the careful spelling
            kept[key] = max(name, kept.get(key, name), key=lambda word: (not word.isascii(), word))
    ordered = sorted(kept.values(), key=_hash)[: rule.get("take", len(kept))]
    return [_MC.sub(lambda found: f"Mc{found[1].upper()}", name) for name in ordered]


def _streets(locale: str, rule: Mapping[str, Any]) -> list[str]:
    """Street names: complete ones, and stems filled into ``each`` of some forms."""
    names = _tokens(rule.get("names", []))
    for group in rule.get("combine", []):
        forms: list[str] = group["forms"]
        for stem in _tokens(group["stems"]):
            filled = sorted((form.format(stem) for form in forms), key=_hash)
            names += filled[: group["each"]]
    for name in names:
        if not _STREET.fullmatch(name):
            raise ValueError(f"street of {locale}: name={name!r} has an unfit character")
    return sorted(dict.fromkeys(names))


def _tokens(lines: Sequence[str]) -> list[str]:
    return [token.replace("_", " ") for token in " ".join(lines).split()]


def _mimesis(locale: str) -> dict[str, Any]:
    path = files("mimesis") / "datasets" / locale / "person.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _hash(word: str) -> bytes:
    return hashlib.blake2b(f"{SEED} {word}".encode(), digest_size=16).digest()


def _rounded(value: float) -> int:
    """Three significant digits, so that a last bit of libm cannot matter."""
    return max(1, int(float(f"{value:.3g}")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(prog="python -m tablewright.data.make_words")
    parser.add_argument("--check", action="store_true", help="write nothing, report differences")
    options = parser.parse_args(arguments)
    differences = 0
    for locale in locales():
        made = make(locale)
        if not options.check:
            path = Path(__file__).parent / "locales" / locale / "words.json"
            path.write_text(dump(made), encoding="utf-8", newline="\n")
            continue
        for line in drift(read(locale, "words"), made):
            differences += 1
            print(f"{locale}/words.json differs from its sources: {line}", file=sys.stderr)
    if differences:
        from importlib.metadata import version

        print(
            f"Mimesis here is {version('mimesis')}; README.md names the one the shipped words came "
            "from. Remake the words only on purpose: it changes rows.",
            file=sys.stderr,
        )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
