#!/usr/bin/python3
"""Runs every measure of quality and writes one table.

  cmake --preset release && ninja -C build/release
  tools/bench/quality/measure_all.py --data DIR --eval DIR [--gold DIR --articles DIR] [--json]

DIR of --data holds the public sets, one folder each (carb, polnear, knowledgenet, temporal, plover,
factuality/uds-ih2, html-wcxb/dev); --eval holds score_openie.py and score_facts.py. With --gold and --articles the
facts of annotated articles are scored too. A set that is not there is left out of the table, and so
is a measure whose program fails; the exit code is then 1.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = [  # Program, folder of the set, further arguments.
    ("measure_claims.py", "carb", ["--scorer", "{eval}/score_openie.py"]),
    ("measure_attribution.py", "polnear", []),
    ("measure_relations.py", ".", []),  # Looks for its folder itself.
    ("measure_times.py", "temporal", []),
    ("measure_event_times.py", "temporal", []),
    ("measure_events.py", "plover", []),
    ("measure_factuality.py", "factuality/uds-ih2", []),
    ("measure_articles.py", "html-wcxb/dev", []),
]
FACT_LINES = {  # Of score_facts.py: line, column, measure, wanted.
    "relation": (3, "annotated articles, relations F1", 0.85),
    "statement": (3, "annotated articles, statements F1", 0.80),
    "event": (2, "annotated articles, events recall", 0.75),
}
ACCURACY_LINES = {"role": 0.75, "time": 0.90, "attribution": 0.80, "status": 0.85}


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return done.stdout


def of_public_sets(a):
    for program, folder, more in SETS:
        data = os.path.join(a.data, folder)
        if not os.path.isdir(data):
            print(f"{data} is not there: {program} left out", file=sys.stderr)
            yield None
            continue
        out = run([sys.executable, os.path.join(HERE, program), "--data", data, "--json"] + [m.format(eval=a.eval) for m in more])
        if out is None:
            yield None
            continue
        for line in out.splitlines():
            if line.startswith("{"):
                yield json.loads(line)


def of_articles(a):
    with tempfile.TemporaryDirectory() as folder:
        names = sorted(n[:-6] for n in os.listdir(a.gold) if n.endswith(".jsonl"))
        texts = [os.path.join(a.articles, n + ".txt") for n in names]
        if run([a.dateline, "extract", "--local", "--format=jsonl", "--out-dir", folder] + texts) is None:
            yield None
            return
        out = run([sys.executable, os.path.join(a.eval, "score_facts.py"), "--gold", a.gold, "--pred", folder, "--text", a.articles])
    for line in (out or "").splitlines():
        words = line.split()
        if words and words[0] in FACT_LINES:
            column, measure, wanted = FACT_LINES[words[0]]
            yield {"measure": measure, "value": float(words[column]), "wanted": wanted}
        match = re.match(r"(\w+)\s+accuracy on matched ([0-9.]+)", line)
        if match and match[1] in ACCURACY_LINES:
            yield {"measure": f"annotated articles, {match[1]} right", "value": float(match[2]), "wanted": ACCURACY_LINES[match[1]]}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--eval", required=True)
    ap.add_argument("--gold")
    ap.add_argument("--articles")
    ap.add_argument("--dateline", default="build/release/bin/dateline")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    rows = list(of_public_sets(a))
    if a.gold and a.articles:
        rows += of_articles(a)
    measured = [row for row in rows if row]
    if a.json:
        for row in measured:
            print(json.dumps(row))
    else:
        width = max([len(row["measure"]) for row in measured], default=0)
        print(f"| {'measure':{width}} | value | wanted |\n|{'-' * (width + 2)}|-------|--------|")
        for row in measured:
            wanted = "" if row.get("wanted") is None else f"{row['wanted']:.2f}"
            print(f"| {row['measure']:{width}} | {row['value']:.3f} | {wanted:>6} |")
    return 1 if len(measured) < len(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
