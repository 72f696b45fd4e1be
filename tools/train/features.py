"""Token features shared by every model of the language engine.

Serving computes the same features in services/extraction/nlp/model/token_features.cc;
tools/train/parity.py holds the two to the same numbers. A token gives one
row of the word-vector table and one row in each of the hashed tables below.
"""

# name -> rows of the hashed table. Row 0 is padding and is never hashed to.
HASHED_TABLES = [("word", 16384), ("prefix3", 4096), ("suffix2", 1024), ("suffix3", 4096), ("suffix4", 8192), ("shape", 512)]
UNKNOWN_WORD_ROW = 1  # Row 0 is padding.


def fnv1a(data: bytes, seed: int) -> int:
    """32-bit FNV-1a, started from a seed so that each table hashes differently."""
    h = 2166136261 ^ seed
    for b in data:
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


def simple_lower(text: str) -> str:
    """Lower case per code point (Unicode simple mapping), as u_tolower does it."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def shape(form: str) -> str:
    """Classes of the characters, runs longer than two cut to two: "Kabul" -> "Xxx" -> "Xxx"."""
    out = []
    for c in form:
        if c.isupper():
            k = "X"
        elif c.isalpha():
            k = "x"
        elif c.isdigit():
            k = "d"
        else:
            k = c
        if len(out) >= 2 and out[-1] == k and out[-2] == k:
            continue
        out.append(k)
    return "".join(out[:12])


class WordRows:
    """Finds a token's row in the word-vector table."""

    def __init__(self, words):
        self.rows = {w: i + 2 for i, w in enumerate(words)}

    def row(self, lower: str) -> int:
        r = self.rows.get(lower)
        if r is not None:
            return r
        if any(c.isdigit() for c in lower):
            r = self.rows.get("".join("0" if c.isdigit() else c for c in lower))
            if r is not None:
                return r
        return UNKNOWN_WORD_ROW


_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'", "–": "-", "—": "-", "…": "..."}


def normalise(form: str) -> str:
    """Typographic marks as the word vectors know them."""
    if form in ("``", "''"):
        return '"'
    return "".join(_QUOTES.get(c, c) for c in form)


def features(form: str, words: WordRows):
    """Rows of one token: word vector, then one per hashed table."""
    form = normalise(form)
    lower = simple_lower(form)
    parts = [lower, lower[:3], lower[-2:], lower[-3:], lower[-4:], shape(form)]
    rows = [words.row(lower)]
    for seed, ((_, size), part) in enumerate(zip(HASHED_TABLES, parts), start=1):
        rows.append(1 + fnv1a(part.encode("utf-8"), seed) % (size - 1))
    return rows
