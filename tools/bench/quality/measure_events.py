#!/usr/bin/python3
"""Measures event types against the gold records of PLOVER, which are not part of Dateline.

  tools/bench/quality/measure_events.py --data DIR [--dateline build/release/bin/dateline] [--misses] [--json]

DIR holds PLOVER_GSR_CAMEO.txt (github.com/openeventdata/PLOVER). Each record has a sentence or two
and the code of the one event that its annotators wanted. "among": the code is that of an event found
in the text; "first": it is that of the most confident one, of equals the one that stands first. Records
without a code, and those whose event the annotators left out, do not count.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

WANTED = 0.55

# The records were coded before PLOVER settled on its sixteen codes.
NOW_CALLED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}


def records(folder):
    with open(os.path.join(folder, "PLOVER_GSR_CAMEO.txt"), encoding="utf-8") as f:
        for record in json.load(f):
            if record.get("text") and record.get("event") not in (None, "", "NULL", "DOCUMENT"):
                yield {**record, "event": NOW_CALLED.get(record["event"], record["event"])}


def events(dateline, texts):
    """The events of each text, most confident first."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, text in enumerate(texts):
            paths.append(os.path.join(folder, f"{i:05d}.txt"))
            with open(paths[-1], "w", encoding="utf-8") as f:
                f.write(text + "\n")
        out = os.path.join(folder, "out")
        subprocess.run([dateline, "extract", "--local", "--format=jsonl", "--out-dir", out] + paths,
                       check=False, stderr=subprocess.DEVNULL)
        for path in paths:
            found = []
            name = os.path.join(out, os.path.basename(path)[:-4] + ".jsonl")
            if os.path.exists(name):
                with open(name, encoding="utf-8") as f:
                    found = [r for r in map(json.loads, f) if r["kind"] == "event"]
            found.sort(key=lambda r: (-r["confidence"], r["evidence"][0]["begin"]))
            yield found


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--dateline", default="build/release/bin/dateline")
    ap.add_argument("--misses", action="store_true")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    gold = list(records(a.data))
    if not gold:
        sys.exit("no records in " + a.data)
    among = first = 0
    by_code = collections.defaultdict(lambda: [0, 0])
    for record, found in zip(gold, events(a.dateline, [r["text"] for r in gold])):
        codes = [r.get("plover", "") for r in found]
        right = record["event"] in codes
        among += right
        first += bool(codes) and codes[0] == record["event"]
        by_code[record["event"]][0] += right
        by_code[record["event"]][1] += 1
        if a.misses and not right:
            print(f"{record['event']:10} {[(r['type'], r['pattern']) for r in found]} | {record.get('eventText')} | {record['text']}")
    if a.json:
        print(json.dumps({"measure": "PLOVER root code, among events found", "value": round(among / len(gold), 4), "wanted": WANTED}))
        print(json.dumps({"measure": "PLOVER root code, most confident event", "value": round(first / len(gold), 4), "wanted": WANTED}))
        return
    for code, (right, n) in sorted(by_code.items()):
        print(f"{code:10} {right:3} of {n:3}")
    print(f"{len(gold)} records: root code among the events found {among / len(gold):.3f}, of the most confident {first / len(gold):.3f} (wanted {WANTED})")


if __name__ == "__main__":
    main()
