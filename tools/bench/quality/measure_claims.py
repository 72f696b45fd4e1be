#!/usr/bin/python3
"""Measures open propositions against CaRB sentences, which are not part of Dateline.

  cmake --preset release && ninja -C build/release dateline
  tools/bench/quality/measure_claims.py --data DIR --scorer SCORER.py [--json] [--misses]

DIR holds dev.txt (one tokenised sentence a line) and dev.tsv (sentence, relation, arguments).
SCORER.py is a Python scorer of the CaRB measure with the functions read(path, with_confidence),
match(gold, predicted) and evaluate(gold, predicted). Prints precision, recall and F1 at the best
threshold of confidence for all sentences and for each half of them, sentences a second, and how
often propositions of each confidence agree with the gold (on the second half: the constants of
the confidence were fitted on the first). --misses lists the first half only, so that whoever
works on the rules does not see the second.
"""
import argparse
import collections
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time


def load(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(tuples, keys):
    return collections.defaultdict(list, {k: v for k, v in tuples.items() if k in keys})


def in_turn(scorer, gold, predicted):
    """The precision of each proposition when each, the surest first, takes one gold tuple: what
    is said again counts for nothing."""
    out, left = [0.0] * len(predicted), set(range(len(gold)))
    for j in sorted(range(len(predicted)), key=lambda j: (-predicted[j][0], j)):
        if not left:
            break
        best = max(left, key=lambda i: (scorer.match(gold[i], predicted[j])[0], -i))
        out[j] = scorer.match(gold[best], predicted[j])[0]
        if out[j] > 0:
            left.remove(best)
    return out


def reliability(scorer, gold, predicted):
    bins = collections.defaultdict(list)
    for key, tuples in predicted.items():
        for proposition, score in zip(tuples, in_turn(scorer, gold.get(key, []), tuples)):
            bins[min(9, int(proposition[0] * 10))].append((proposition[0], score))
    return [(b, len(v), sum(c for c, _ in v) / len(v), sum(s for _, s in v) / len(v))
            for b, v in sorted(bins.items())]


def print_misses(scorer, gold, predicted, words):
    for key, tuples in gold.items():
        found = predicted.get(key, [])
        print("\n" + words.get(key, key))
        for g in tuples:
            best = max((scorer.match(g, p)[1] for p in found), default=0.0)
            print("  wanted %.2f  %s | %s" % (best, g[1], " | ".join(g[2])))
        for p in found:
            best = max((scorer.match(g, p)[0] for g in tuples), default=0.0)
            print("  found  %.2f  %s | %s  (%.2f)" % (best, p[1], " | ".join(p[2]), p[0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--dateline", default="build/release/bin/dateline")
    parser.add_argument("--json", action="store_true", help="one line a measure")
    parser.add_argument("--misses", action="store_true", help="list the first half")
    options = parser.parse_args()
    scorer = load(options.scorer)
    sentences = os.path.join(options.data, "dev.txt")
    with open(sentences, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip()]
    with tempfile.NamedTemporaryFile(suffix=".tsv") as out:
        began = time.monotonic()
        subprocess.run([options.dateline, "extract", "--local", "--input=sentences",
                        "--format=openie", sentences], stdout=out, check=True)
        seconds = time.monotonic() - began
        predicted = scorer.read(out.name, True)
    gold = scorer.read(os.path.join(options.data, "dev.tsv"), False)
    # The scorer joins sentences and tuples by keys of its own.
    words = {scorer.key(line): line for line in lines}
    order = list(words)
    halves = set(order[:len(order) // 2]), set(order[len(order) // 2:])
    if options.misses:
        print_misses(scorer, part(gold, halves[0]), part(predicted, halves[0]), words)
        return 0
    everything = scorer.evaluate(gold, predicted)
    if options.json:
        print(json.dumps({"measure": "claims, CaRB dev, F1", "value": round(everything[2], 4),
                          "wanted": 0.50}))
        return 0
    print("CaRB dev: %d sentences, %d propositions, %.0f sentences/s with the start" % (
        len(lines), sum(map(len, predicted.values())), len(lines) / seconds))
    print("all          precision %.3f  recall %.3f  F1 %.3f  AUC %.3f" % everything)
    for name, keys in zip(("first half", "second half"), halves):
        print("%-12s precision %.3f  recall %.3f  F1 %.3f  AUC %.3f" % (
            (name,) + scorer.evaluate(part(gold, keys), part(predicted, keys))))
    print("confidence  propositions  stated  agreed (second half)")
    for low, count, stated, agreed in reliability(scorer, gold, part(predicted, halves[1])):
        print("%.1f - %.1f   %12d  %6.2f  %6.2f" % (low / 10, low / 10 + 0.1, count, stated, agreed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
