#!/usr/bin/python3
"""Measures how well articles are found in HTML pages, on a public set that is not part of Dateline.

  cmake --preset release && ninja -C build/release read_pages
  tools/bench/quality/measure_articles.py --data DIR [--half first|second] [--misses] [--json]

DIR is the part of WCXB (CC BY 4.0) that has html/*.html.gz and ground-truth/*.json; pages of
other kinds than articles are left out. Main text, title, author: word F1 as the set counts it, the
mean over the pages for which the set gives one; publication day: the share that is right. Exact: a
title with the same words; authors of whose words nine in ten agree, degrees and joints aside. Speed: pages read in a second of one
processor, and the same articles read as plain text, in the same run.

--half: the model was trained on the pages of the first half, told apart by a hash of their names
(tools/train/train_article_blocks.py); the figures of the second half are those to expect.
"""
import argparse
import collections
import glob
import gzip
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata

WANTED = {"text_f1": 0.92, "title": 0.95, "day": 0.90, "author": 0.80}
WORD = re.compile(r"\w+")
DEGREE = {"phd", "md", "dr", "ms", "rd", "rdn", "jr", "mba", "dvm", "ph", "d", "m", "by", "and", "the"}


def tokens(text):
    return WORD.findall((text or "").lower())


def word_f1(predicted, reference):
    predicted, reference = tokens(predicted), tokens(reference)
    if not reference:
        return 1.0 if not predicted else 0.0
    if not predicted:
        return 0.0
    overlap = sum((collections.Counter(predicted) & collections.Counter(reference)).values())
    return 2 * overlap / (len(predicted) + len(reference))


def folded(text):
    plain = unicodedata.normalize("NFKD", text or "")
    return tokens("".join(c for c in plain if not unicodedata.combining(c)))


def same_title(found, wanted):
    return folded(found) == folded(wanted)


def same_author(found, wanted):
    a = collections.Counter(w for w in folded(" ".join(found)) if w not in DEGREE)
    b = collections.Counter(w for w in folded(wanted) if w not in DEGREE)
    if not a or not b:
        return False
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values())) >= 0.9


def half_of(name):
    return "first" if hashlib.sha1(name.encode()).digest()[0] % 2 == 0 else "second"


def load(data, half):
    for path in sorted(glob.glob(os.path.join(data, "ground-truth", "*.json"))):
        name = os.path.basename(path)[:-len(".json")]
        with open(path) as file:
            page = json.load(file)
        kind = page.get("_internal", {}).get("page_type", {})
        kind = kind.get("primary", "article") if isinstance(kind, dict) else kind
        if kind == "article" and half in (None, half_of(name)):
            yield name, page.get("url") or "", page["ground_truth"]


def read(reader, requests):
    lines = "".join(json.dumps(r) + "\n" for r in requests)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([reader], input=lines, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [json.loads(line) for line in done.stdout.splitlines()], took


def unpack(data, pages, folder):
    requests, plain = [], []
    for name, url, wanted in pages:
        path = os.path.join(folder, name + ".html")
        with gzip.open(os.path.join(data, "html", name + ".html.gz")) as file, open(path, "wb") as out:
            out.write(file.read())
        requests.append({"path": path, "uri": url})
        text = os.path.join(folder, name + ".txt")
        with open(text, "w") as out:
            out.write(wanted.get("main_content") or "No text.")
        plain.append({"path": text, "uri": url, "media_type": "text/plain"})
    return requests, plain


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def report(label, rows, out):
    scores = {
        "text_f1": mean(r["f1"] for r in rows),
        "title": mean(r["title_f1"] for r in rows if r["title"] is not None),
        "title_exact": mean(r["title"] for r in rows if r["title"] is not None),
        "day": mean(r["day"] for r in rows if r["day"] is not None),
        "author": mean(r["author_f1"] for r in rows if r["author"] is not None),
        "author_exact": mean(r["author"] for r in rows if r["author"] is not None),
    }
    print("%-7s %4d pages   main text F1 %.4f   title F1 %.3f (exact %.3f)   day %.3f   author F1 %.3f (exact %.3f)" % (
        label, len(rows), scores["text_f1"], scores["title"], scores["title_exact"], scores["day"],
        scores["author"], scores["author_exact"]), file=out)
    return scores


def show_misses(rows):
    for row in sorted(rows, key=lambda r: r["f1"]):
        if row["f1"] < 0.85:
            print("TEXT\t%s\t%.3f" % (row["name"], row["f1"]))
    for field in ("title", "day", "author"):
        for row in rows:
            if row[field] is False:
                print("%s\t%s\twanted %r\tfound %r" % (field.upper(), row["name"], row["wanted"][field], row["found"][field]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--reader", default="build/release/bin/read_pages")
    parser.add_argument("--half", choices=["first", "second"])
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true", help="one measure a line, for programs")
    options = parser.parse_args()
    out = sys.stderr if options.json else sys.stdout
    pages = list(load(options.data, options.half))
    with tempfile.TemporaryDirectory() as folder:
        requests, plain = unpack(options.data, pages, folder)
        found, took = read(options.reader, requests)
        _, took_plain = read(options.reader, plain)
    rows = []
    for (name, _, wanted), page in zip(pages, found):
        row = {"name": name, "f1": word_f1(page.get("text", ""), wanted.get("main_content") or "")}
        row["wanted"] = {"title": wanted.get("title"), "day": wanted.get("publish_date"), "author": wanted.get("author")}
        row["found"] = {"title": page.get("title", ""), "day": page.get("published", ""), "author": page.get("authors", [])}
        day = wanted.get("publish_date") or ""
        row["title"] = same_title(row["found"]["title"], wanted["title"]) if wanted.get("title") else None
        row["day"] = row["found"]["day"] == day if len(day) == 10 else None
        row["title_f1"] = word_f1(row["found"]["title"], wanted.get("title") or "")
        row["author_f1"] = word_f1(" ".join(row["found"]["author"]), wanted.get("author") or "")
        row["author"] = same_author(row["found"]["author"], wanted["author"]) if wanted.get("author") else None
        rows.append(row)
    if options.misses:
        show_misses(rows)
    for half in ("first", "second"):
        some = [r for r in rows if half_of(r["name"]) == half]
        if some and len(some) < len(rows):
            report(half, some, out)
    scores = report("all", rows, out)
    print("speed of one processor: %.0f pages/s as HTML, %.0f articles/s as plain text: a ratio of %.3f" % (
        len(pages) / took, len(pages) / took_plain, took_plain / took), file=out)
    if options.json:
        for name, value in scores.items():
            print(json.dumps({"measure": "articles.wcxb." + name, "value": round(value, 4), "wanted": WANTED.get(name, 0)}))
        print(json.dumps({"measure": "articles.wcxb.pages_per_second", "value": round(len(pages) / took, 1), "wanted": 0}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
