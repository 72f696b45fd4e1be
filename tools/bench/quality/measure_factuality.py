#!/usr/bin/python3
"""Measures how Dateline reads whether something happened, against UDS It-Happened.

  cmake --preset release && ninja -C build/release read_factuality
  tools/bench/quality/measure_factuality.py --data DIR [--part dev] [--misses] [--json]

DIR holds train.jsonl and dev.jsonl: sentences of the English Web Treebank, their predicates,
and a mean judgement of readers for each, -3 (did certainly not happen, or has not yet) to 3 (did).

Gold: above 0.5 happened, below -0.5 not happened, between them uncertain. Dateline says
"happened" if it reads a predicate as positive, actual, and certain or probable; "uncertain" if
positive, actual and only possible; "not happened" for everything else: denied, planned,
conditional, requested, hypothetical.

"accuracy" and "F1, two classes" are over the predicates whose gold is not uncertain, where an
uncertain answer counts as "not happened"; "F1, three classes" is over all. F1 is the mean over
the classes. The baseline takes every predicate as happened.
"""
import argparse
import json
import os
import subprocess
import sys

CLASSES = ("happened", "not happened", "uncertain")
SURE = 0.5
WANTED = {"factuality.accuracy": 0.75}


def gold_class(value):
    return CLASSES[0] if value > SURE else CLASSES[1] if value < -SURE else CLASSES[2]


def read_class(found):
    if found["polarity"] != "positive" or found["status"] != "actual":
        return CLASSES[1]
    return CLASSES[2] if found["certainty"] == "possible" else CLASSES[0]


def two(answer):
    return CLASSES[1] if answer == CLASSES[2] else answer


def macro_f1(pairs, classes):
    total = 0.0
    for name in classes:
        right = sum(g == p == name for g, p in pairs)
        said = sum(p == name for _, p in pairs)
        there = sum(g == name for g, _ in pairs)
        total += 2 * right / (said + there) if said + there else 0.0
    return total / len(classes)


def accuracy(pairs):
    return sum(g == p for g, p in pairs) / len(pairs)


def load(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            tokens = record["text"].split(" ")
            # Double spaces would move the positions of the targets.
            kept = [i for i, token in enumerate(tokens) if token]
            position = {old: new for new, old in enumerate(kept)}
            targets = [(position[t["span1"][0]], t["label"]) for t in record["targets"]]
            yield [tokens[i] for i in kept], targets


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--part", default="dev", choices=("train", "dev"))
    parser.add_argument("--reader", default="build/release/bin/read_factuality")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true", help="one measure a line, for programs")
    options = parser.parse_args()
    cases = list(load(os.path.join(options.data, options.part + ".jsonl")))
    requests = "".join(json.dumps({"tokens": tokens, "triggers": [at for at, _ in targets]}) + "\n"
                       for tokens, targets in cases)
    done = subprocess.run([options.reader], input=requests, capture_output=True, text=True,
                          check=True)
    answers = [json.loads(line)["factuality"] for line in done.stdout.splitlines()]
    pairs = []
    for (tokens, targets), found in zip(cases, answers):
        for (at, value), one in zip(targets, found):
            pairs.append((gold_class(value), read_class(one)))
            if options.misses and two(pairs[-1][1]) != pairs[-1][0] != CLASSES[2]:
                print("%.2f\t%s\t%s %s %s\t%s" % (value, tokens[at], one["polarity"],
                                                  one["certainty"], one["status"],
                                                  " ".join(tokens[:at] + ["[" + tokens[at] + "]"]
                                                           + tokens[at + 1:])))
    clear = [(g, two(p)) for g, p in pairs if g != CLASSES[2]]
    rows = [("factuality.accuracy", accuracy(clear), accuracy([(g, CLASSES[0]) for g, _ in clear])),
            ("factuality.f1_two_classes", macro_f1(clear, CLASSES[:2]),
             macro_f1([(g, CLASSES[0]) for g, _ in clear], CLASSES[:2])),
            ("factuality.f1_three_classes", macro_f1(pairs, CLASSES),
             macro_f1([(g, CLASSES[0]) for g, _ in pairs], CLASSES))]
    if options.json:
        for name, value, baseline in rows:
            record = {"measure": name, "value": round(value, 4), "baseline": round(baseline, 4)}
            if name in WANTED:
                record["wanted"] = WANTED[name]
            print(json.dumps(record))
        return 0
    print("UDS It-Happened, %s: %d sentences, %d predicates, %d of them clear" % (
        options.part, len(cases), len(pairs), len(clear)))
    print("%-30s%10s%12s" % ("measure", "value", "all actual"))
    for name, value, baseline in rows:
        print("%-30s%10.3f%12.3f" % (name, value, baseline))
    return 0


if __name__ == "__main__":
    sys.exit(main())
