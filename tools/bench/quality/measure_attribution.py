#!/usr/bin/python3
"""Measures statements against the attributions annotated in PolNeAR, a public corpus that is
not part of Dateline.

  cmake --preset release && ninja -C build/release dateline
  tools/bench/quality/measure_attribution.py --data DIR [--dateline build/release/bin/dateline]
      [--part dev] [--half even|odd] [--json] [--misses]

DIR holds PART/text/*.txt and PART/attributions/*.ann. Only attributions with a source and a
content count. An attribution is found by a statement if
  - the words of its content and of the statement's, taken by their place in the text, agree
    with an F1 of at least 0.6, and
  - the statement's speaker stands where the annotated source does.
Each statement finds at most one attribution and each attribution is found at most once, the
best agreement first. Prints precision, recall and F1, the precision by rule, and how the
statements' confidence compares with how often they are right (a reliability table). There a
statement is also right if its content lies within an attribution of the same source, because
PolNeAR makes one attribution of a quotation that its frame splits and Dateline two statements;
and statements within statements are left out, because PolNeAR annotates the outer ones only.

Where the speaker stands: the flat record names the speaker's entity, not the words that refer
to it, but its evidence reaches from those words over the verb to the content. So the speaker
is taken to stand in the evidence outside the content. Content is found in the evidence word by
word. Punctuation does not count as words. A text annotated by several people is measured
against the first of them, in the order of the file names.
"""
import argparse
import bisect
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

WORD = re.compile(r"\w+(?:['’]\w+)*")
WANTED = 0.50


def words_of(text):
    return [(m.start(), m.end(), m.group().lower()) for m in WORD.finditer(text)]


def read_gold(path):
    """(source places, content places, cue) for each attribution, places as (begin, end)."""
    spans, relations = {}, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if fields[0].startswith("T"):
                places = fields[1].split(" ", 1)[1]
                spans[fields[0]] = [tuple(map(int, p.split())) for p in places.split(";")]
            elif fields[0].startswith("E"):
                roles = collections.defaultdict(list)
                for part in fields[1].split():
                    role, name = part.split(":")
                    roles[role.rstrip("0123456789")].append(name)
                relations.append(roles)
    out = []
    for roles in relations:
        source, content, cue = ([p for name in roles[role] for p in spans[name]]
                                for role in ("Source", "Content", "Cue"))
        if source and content:
            out.append((source, content, cue))
    return out


def words_in(words, places):
    return {i for i, w in enumerate(words)
            if any(begin < w[1] and w[0] < end for begin, end in places)}


def locate(words, wanted, near):
    """First word of the run of `wanted` in `words` that is nearest to the place `near`."""
    if not wanted:
        return None
    best = None
    for i in range(len(words) - len(wanted) + 1):
        if words[i][2] == wanted[0] and [w[2] for w in words[i:i + len(wanted)]] == wanted:
            distance = abs(words[i][0] - near)
            if best is None or distance < best[0]:
                best = (distance, i)
    return None if best is None else best[1]


def align(evidence, content):
    """The evidence's words that are the content: its longest runs, in order."""
    texts, found, at, i = [w for _, w in evidence], set(), 0, 0
    while i < len(content):
        best = (0, 0)
        for start in range(at, len(texts)):
            length = 0
            while (start + length < len(texts) and i + length < len(content) and
                   texts[start + length] == content[i + length]):
                length += 1
            if length > best[0]:
                best = (length, start)
        length, start = best
        if length == 0:
            i += 1
            continue
        found.update(evidence[k][0] for k in range(start, start + length))
        at, i = start + length, i + length
    return found


def read_statements(path, words):
    """Statements with the positions of their words; none of a text that was refused."""
    out = []
    if not os.path.exists(path):
        return out
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["kind"] != "statement":
                continue
            evidence = []
            for piece in record["evidence"]:
                wanted = [w[2] for w in words_of(piece["text"])]
                first = locate(words, wanted, piece["begin"])
                if first is not None:
                    evidence += [(first + k, w) for k, w in enumerate(wanted)]
            content = align(evidence, [w[2] for w in words_of(record["content"])])
            out.append({"content": content,
                        "speaker": {i for i, _ in evidence} - content,
                        "rule": record.get("pattern", record.get("pattern_id", "")),
                        "confidence": record["confidence"], "record": record})
    return out


def f1(a, b):
    return 2.0 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def match(gold, statements):
    """Pairs of positions, the best agreement first."""
    pairs = []
    for g, (source, content, _) in enumerate(gold):
        for s, statement in enumerate(statements):
            if not source & statement["speaker"]:
                continue
            agreement = f1(content, statement["content"])
            if agreement >= 0.6:
                pairs.append((-agreement, g, s))
    found_gold, found_statements = {}, {}
    for _, g, s in sorted(pairs):
        if g not in found_gold and s not in found_statements:
            found_gold[g] = s
            found_statements[s] = g
    return found_gold, found_statements


def is_within(statement, others):
    return any(statement["content"] < other["content"] for other in others)


def is_right(statement, gold):
    """True if most of the content lies within an attribution of the same source."""
    most = 0.8 * len(statement["content"])
    return bool(statement["content"]) and any(
        source & statement["speaker"] and len(content & statement["content"]) >= most
        for source, content, _ in gold)


def extract(dateline, texts, folder):
    done = subprocess.run([dateline, "extract", "--local", "--format=jsonl", "--out-dir", folder] +
                          texts, capture_output=True, text=True)
    if done.stderr:
        sys.stderr.write(done.stderr)
    if done.returncode not in (0, 1):  # 1: some were refused.
        sys.exit("dateline extract ended with %d" % done.returncode)


def shorten(text, most=160):
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 1] + "…"


def list_misses(name, text, places, gold, statements, found_gold, found_statements):
    at = lambda spans: " … ".join(text[b:e] for b, e in spans)
    for g, (source, content, cue) in enumerate(places):
        if g in found_gold:
            continue
        near = [s for s in statements if f1(gold[g][1], s["content"]) >= 0.6]
        kind = "SPEAKER" if near else "MISSED"
        if not near and any(gold[g][1] & s["content"] for s in statements):
            kind = "CONTENT"
        print("%s\t%s\t%s\t[%s]\t%s" % (kind, name[:24], at(source), at(cue),
                                        shorten(at(content))))
    for s, statement in enumerate(statements):
        if s not in found_statements:
            record = statement["record"]
            print("EXTRA\t%s\t%s\t%s\t%s" % (name[:24], statement["rule"],
                                             record["speaker"]["name"],
                                             shorten(" … ".join(e["text"] for e in record["evidence"]), 260)))


def ratio(a, b):
    return a / b if b else 0.0


def print_reliability(judged):
    print("%-14s%10s%12s%10s" % ("confidence", "statements", "mean conf.", "right"))
    error = 0.0
    for low in range(0, 10):
        inside = [(c, r) for c, r in judged if min(int(c * 10 + 1e-9), 9) == low]
        if not inside:
            continue
        mean = sum(c for c, _ in inside) / len(inside)
        right = sum(r for _, r in inside) / len(inside)
        error += abs(mean - right) * len(inside) / len(judged)
        print("%.1f to %.1f    %10d%12.3f%10.3f" % (low / 10, (low + 1) / 10, len(inside), mean,
                                                 right))
    print("calibration error %.3f" % error)
    return error


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--dateline", default="build/release/bin/dateline")
    parser.add_argument("--part", default="dev", help="folder of DIR that is measured")
    parser.add_argument("--half", choices=["even", "odd"], help="every other text only")
    parser.add_argument("--every", type=int, default=1, help="every Nth text only")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    texts = sorted(glob.glob(os.path.join(options.data, options.part, "text", "*.txt")))
    if options.half:
        texts = texts[options.half == "odd"::2]
    texts = texts[::options.every]
    annotations = sorted(glob.glob(os.path.join(options.data, options.part, "attributions",
                                                "*.ann")))
    names = [os.path.basename(path) for path in annotations]
    total = predicted = found = 0
    by_rule = collections.defaultdict(lambda: [0, 0])
    judged = []
    with tempfile.TemporaryDirectory() as folder:
        extract(options.dateline, texts, folder)
        for path in texts:
            stem = os.path.basename(path)[:-4]
            at = bisect.bisect_left(names, stem)
            if at == len(names) or not names[at].startswith(stem):
                sys.exit("no annotation of " + path)
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            words = words_of(text)
            places = read_gold(annotations[at])
            gold = [(words_in(words, source), words_in(words, content), cue)
                    for source, content, cue in places]
            statements = read_statements(os.path.join(folder, stem + ".jsonl"), words)
            found_gold, found_statements = match(gold, statements)
            total += len(gold)
            predicted += len(statements)
            found += len(found_gold)
            for s, statement in enumerate(statements):
                by_rule[statement["rule"]][0] += 1
                by_rule[statement["rule"]][1] += s in found_statements
                if not is_within(statement, statements):
                    judged.append((statement["confidence"],
                                   s in found_statements or is_right(statement, gold)))
            if options.misses:
                list_misses(stem, text, places, gold, statements, found_gold, found_statements)
    precision, recall = ratio(found, predicted), ratio(found, total)
    score = ratio(2 * precision * recall, precision + recall)
    if options.json:
        print(json.dumps({"measure": "polnear.attribution.f1", "value": round(score, 3),
                          "wanted": WANTED}))
        return 0
    print("%d texts, %d attributions, %d statements: precision %.3f recall %.3f F1 %.3f" % (
        len(texts), total, predicted, precision, recall, score))
    for rule, (count, right) in sorted(by_rule.items()):
        print("  %-40s %5d statements %.3f right" % (rule, count, ratio(right, count)))
    print_reliability(judged)
    return 0


if __name__ == "__main__":
    sys.exit(main())
