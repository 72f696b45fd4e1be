#!/usr/bin/python3
"""Sentence and token F1 of Dateline from raw text, against a CoNLL-U treebank.

    tools/train/score_segmentation.py en_gum-ud-dev.conllu build/release/bin/dateline --errors 20

Rebuilds the raw text of each document (`# newdoc`, `# newpar` as a blank line, SpaceAfter=No and
multiword tokens as written), runs `dateline annotate` over it and compares byte spans. The tokens
scored are the syntactic words: "don't" counts as "do" and "n't". Python's standard library only.
"""

import argparse
import collections
import pathlib
import subprocess
import tempfile

FILES_PER_RUN = 100


class Document:
    """Raw text with the spans (in bytes) of its sentences and words."""

    def __init__(self, name):
        self.name = name
        self.text = bytearray()
        self.sentences = []
        self.words = []

    def start_sentence(self, new_paragraph):
        if self.text and new_paragraph:
            self.text[:] = self.text.rstrip() + b"\n\n"
        self.sentences.append((len(self.text), len(self.text)))

    def add(self, surface, forms, space_after):
        begin = len(self.text)
        self.text += surface.encode()
        end = len(self.text)
        self.words.extend(split_surface(surface, forms, begin))
        self.sentences[-1] = (self.sentences[-1][0], end)
        if space_after:
            self.text += b" "


def split_surface(surface, forms, begin):
    """Spans of `forms` in `surface`; the whole of it for each that is not written there."""
    spans = []
    at = 0
    for form in forms:
        found = surface.lower().find(form.lower(), at)
        if found != at:
            return [(begin, begin + len(surface.encode()))]
        start = begin + len(surface[:at].encode())
        at += len(form)
        spans.append((start, begin + len(surface[:at].encode())))
    if at != len(surface):
        return [(begin, begin + len(surface.encode()))]
    return spans


def read_sentences(path):
    """Yields (comments, rows) of a CoNLL-U file."""
    comments, rows = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#"):
                comments.append(line)
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield comments, rows
                comments, rows = [], []
    if rows:
        yield comments, rows


def add_rows(document, rows):
    """Appends the tokens of one sentence."""
    skip_to = 0
    forms_of = {row[0]: row[1] for row in rows}
    for row in rows:
        if "." in row[0]:
            continue
        if "-" in row[0]:
            first, last = (int(part) for part in row[0].split("-"))
            forms = [forms_of[str(i)] for i in range(first, last + 1)]
            skip_to = last
        elif int(row[0]) <= skip_to:
            continue
        else:
            forms = [row[1]]
        document.add(row[1], forms, "SpaceAfter=No" not in row[9].split("|"))


def read_treebank(path):
    documents = []
    for comments, rows in read_sentences(path):
        if not documents or any(c.startswith("# newdoc") for c in comments):
            documents.append(Document(f"d{len(documents):05d}"))
        documents[-1].start_sentence(any(c.startswith("# newpar") for c in comments))
        add_rows(documents[-1], rows)
    return documents


def annotate(documents, binary, folder):
    """Runs Dateline; returns (sentence spans, token spans) by document name."""
    source, target = folder / "text", folder / "conllu"
    source.mkdir()
    for document in documents:
        (source / f"{document.name}.txt").write_bytes(bytes(document.text))
    files = sorted(source.iterdir())
    for i in range(0, len(files), FILES_PER_RUN):
        subprocess.run([binary, "annotate", "--local", "--format=conllu", "--out-dir", target]
                       + files[i:i + FILES_PER_RUN], check=True)
    return {path.stem: read_spans(path) for path in target.iterdir()}


def token_range(row):
    for entry in row[9].split("|"):
        if entry.startswith("TokenRange="):
            begin, end = entry[len("TokenRange="):].split(":")
            return int(begin), int(end)
    raise ValueError(f"no TokenRange: {row}")


def read_spans(path):
    sentences, tokens = [], []
    for _, rows in read_sentences(path):
        spans = [token_range(row) for row in rows if row[0].isdigit()]
        sentences.append((spans[0][0], spans[-1][1]))
        tokens.extend(spans)
    return sentences, tokens


class Score:
    def __init__(self):
        self.gold = self.found = self.right = 0

    def add(self, gold, found):
        gold, found = set(gold), set(found)
        self.gold += len(gold)
        self.found += len(found)
        self.right += len(gold & found)

    def __str__(self):
        precision = self.right / max(1, self.found)
        recall = self.right / max(1, self.gold)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  ({self.gold} in the treebank)"


def note_token_errors(document, tokens, errors):
    """Counts what differs, by the stretch between two boundaries that both sides share."""
    gold_ends = {end for _, end in document.words}
    shared = sorted(gold_ends & {end for _, end in tokens})
    groups = collections.defaultdict(lambda: ([], []))
    for side, spans in enumerate((document.words, tokens)):
        i = 0
        for begin, end in spans:
            while i < len(shared) and shared[i] < end:
                i += 1
            groups[i][side].append(document.text[begin:end].decode(errors="replace"))
    for gold, found in groups.values():
        if gold != found:
            errors[f"{' | '.join(gold)}   read as   {' | '.join(found)}"] += 1


def note_sentence_errors(document, sentences, errors):
    gold_begins = {begin for begin, _ in document.sentences}
    found_begins = {begin for begin, _ in sentences}
    for kind, begins in (("missed", gold_begins - found_begins),
                         ("false", found_begins - gold_begins)):
        for begin in begins:
            before = document.text[max(0, begin - 40):begin].decode(errors="replace")
            after = document.text[begin:begin + 30].decode(errors="replace")
            errors[f"{kind}: {before}|{after}".replace("\n", "⏎")] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("treebank", type=pathlib.Path)
    parser.add_argument("dateline", type=pathlib.Path, help="the dateline binary")
    parser.add_argument("--errors", type=int, default=0, metavar="N",
                        help="show the N most frequent differences of each kind")
    options = parser.parse_args()
    documents = read_treebank(options.treebank)
    with tempfile.TemporaryDirectory() as folder:
        found = annotate(documents, options.dateline, pathlib.Path(folder))
    sentence_score, token_score = Score(), Score()
    token_errors, sentence_errors = collections.Counter(), collections.Counter()
    for document in documents:
        sentences, tokens = found[document.name]
        sentence_score.add(document.sentences, sentences)
        token_score.add(document.words, tokens)
        if options.errors:
            note_token_errors(document, tokens, token_errors)
            note_sentence_errors(document, sentences, sentence_errors)
    print(f"sentences  {sentence_score}")
    print(f"tokens     {token_score}")
    for title, errors in (("tokens", token_errors), ("sentences", sentence_errors)):
        for what, count in errors.most_common(options.errors):
            print(f"{title} {count:5d}  {what}")


if __name__ == "__main__":
    main()
