#!/usr/bin/python3
"""Trains the model that tells an article's blocks from the rest of a page.

  cmake --preset release && ninja -C build/release read_pages
  tools/train/train_article_blocks.py --data DIR [--half first|second|both]
      [--reader build/release/bin/read_pages] [--out services/ingest/data/article_blocks.model]

DIR is the part of WCXB that has html/*.html.gz and ground-truth/*.json. Two sums of decision
trees are learned over the features that serving counts itself (services/ingest/core/
block_features.h): the first judges each block, the second sees what the first, trained on other
pages, said of the blocks around. Each page is learned from twice: as it is, and with its article
cut short, for the set has few short reports. Everything that is written is a whole number, so
serving gives the same bits everywhere. Needs python3-xgboost (Debian 12: 1.7.4).

--half: which pages to learn from, told apart by a hash of their names; the others are for
measuring (tools/bench/quality/measure_articles.py --half).
"""
import argparse
import collections
import glob
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy
import xgboost

SCALE = 1000  # Of the scores in the model.
FOLDS = 5
TREES = {"first": 220, "second": 160}
SETTINGS = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.08,
            "min_child_weight": 3, "lambda": 3, "subsample": 0.8, "colsample_bytree": 0.4,
            "max_bin": 64, "nthread": 1, "seed": 17}
WORD = re.compile(r"\w+")
ENGLISH = re.compile(r"function_share|says_")  # Features that only English text has.


def tokens(text):
    return WORD.findall(text.lower())


def half_of(name):
    """Which half of the set a page belongs to, by its name alone."""
    return "first" if hashlib.sha1(name.encode()).digest()[0] % 2 == 0 else "second"


# --- Labels ------------------------------------------------------------------------


def increasing(places):
    """Of (block, begin, end, weight), the heaviest that increase in both."""
    best, back = [], []
    for i, (_, begin, end, weight) in enumerate(places):
        score, previous = weight, -1
        for j in range(max(0, i - 60), i):
            if places[j][1] < begin and places[j][2] < end and best[j] + weight > score:
                score, previous = best[j] + weight, j
        best.append(score)
        back.append(previous)
    chosen, at = [], max(range(len(best)), key=best.__getitem__) if best else -1
    while at >= 0:
        chosen.append(places[at])
        at = back[at]
    return chosen[::-1]


def find(words, text, begin, end):
    for at in range(begin, min(end, len(text) - len(words) + 1)):
        if text[at:at + len(words)] == words:
            return at
    return -1


def label(blocks, reference):
    """For each block how much of it is in the reference, in the reference's order."""
    text = tokens(reference)
    grams = collections.defaultdict(list)
    for i in range(len(text) - 3):
        grams[tuple(text[i:i + 4])].append(i)
    labels = numpy.zeros(len(blocks))
    words = [tokens(b["text"]) for b in blocks]
    places = []
    for i, own in enumerate(words):
        if len(own) < 6:
            continue
        covered = numpy.zeros(len(own), bool)
        found = []
        for k in range(len(own) - 3):
            at = grams.get(tuple(own[k:k + 4]))
            if at:
                covered[k:k + 4] = True
                found.append(at)
        share = covered.mean()
        if share >= 0.5:
            labels[i] = share
            first = min(f[0] for f in found)
            unique = [f[0] for f in found if len(f) == 1] or [first]
            places.append((i, min(unique), max(unique) + 4, len(own)))
    chain = increasing(places)
    taken = numpy.zeros(len(text) + 8, bool)
    for _, begin, end, _ in chain:
        taken[begin:end] = True
    kept = {c[0] for c in chain}
    for i, begin, end, _ in places:
        if i not in kept and taken[begin:end].mean() > 0.6:
            labels[i] = 0  # Said a second time.
    bounds = {c[0]: (c[1], c[2]) for c in chain}
    at, following = 0, [len(text)] * (len(blocks) + 1)
    for i in range(len(blocks) - 1, -1, -1):
        following[i] = bounds[i][0] if i in bounds else following[i + 1]
    for i, own in enumerate(words):
        if i in bounds:
            at = max(at, bounds[i][1])
        elif 0 < len(own) < 6:
            place = find(own, text, max(0, at - 3), following[i] + 3 if following[i] < len(text) else min(at + 40, len(text)))
            if place >= 0:
                labels[i] = 1
                at = place + len(own)
    return labels, [len(w) for w in words]



# --- Pages -------------------------------------------------------------------------


class Page:
    def __init__(self, name, path, reference):
        self.name, self.path, self.reference = name, path, reference
        self.drop = []

    def request(self, scores=None):
        request = {"path": self.path, "drop": self.drop}
        if scores is not None:
            request["scores"] = scores
        return request

    def number(self, purpose):
        """A number from the name, for choices that are to be the same every time."""
        return int(hashlib.sha1((purpose + self.name).encode()).hexdigest()[:8], 16)

    def shortened(self):
        """A copy without what follows the first 60 to 400 words of the article."""
        limit, words, copy = 60 + self.number("cut") % 340, 0, Page(self.name, self.path, self.reference)
        for i, (share, size) in enumerate(zip(self.labels, self.sizes)):
            if share > 0.5:
                if words >= limit:
                    copy.drop.append(i)
                words += size
        kept = numpy.ones(len(self.labels), bool)
        kept[copy.drop] = False
        copy.labels, copy.sizes = self.labels[kept], self.sizes[kept]
        return copy

    def weights(self):
        """Every page weighs the same, its blocks by their words."""
        whole = max((self.labels * self.sizes).sum(), 50)
        return numpy.minimum(self.sizes, 400) / whole * 100 + 0.02


def read_features(reader, pages, scores=None):
    """The features of every page, and their names."""
    requests = [p.request(None if scores is None else [int(v) for v in scores[i]]) for i, p in enumerate(pages)]
    with subprocess.Popen([reader, "--blocks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for request in requests:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            yield answer
        process.stdin.close()


def features_of(answer):
    return numpy.array([b["features"] for b in answer["blocks"]], numpy.int32)


# --- Trees -------------------------------------------------------------------------


def train(pages, features, names, trees):
    values = numpy.concatenate(features)
    labels = numpy.concatenate([p.labels for p in pages])
    weights = numpy.concatenate([p.weights() for p in pages])
    matrix = xgboost.DMatrix(values, labels, weight=weights, feature_names=names)
    return xgboost.train(SETTINGS, matrix, trees)


def scores_of(model, values, names):
    margins = model.predict(xgboost.DMatrix(values, feature_names=names), output_margin=True)
    return numpy.rint(margins * SCALE).astype(int)


def write_tree(node, order, out):
    if "leaf" in node:
        out.append("=%d" % round(node["leaf"] * SCALE))
        return
    # Values are whole numbers: less than 2.5 is less than 3.
    out.append("%d<%d" % (order[node["split"]], int(numpy.ceil(node["split_condition"]))))
    children = {c["nodeid"]: c for c in node["children"]}
    write_tree(children[node["yes"]], order, out)
    write_tree(children[node["no"]], order, out)


def lines_of(model, names):
    order = {name: i for i, name in enumerate(names)}
    dump = model.get_dump(dump_format="json")
    yield "features %d" % len(names)
    yield from names
    yield "trees %d" % len(dump)
    for tree in dump:
        out = []
        write_tree(json.loads(tree), order, out)
        yield " ".join(out)


# --- All together --------------------------------------------------------------------


def load_pages(data, half, folder):
    for path in sorted(glob.glob(os.path.join(data, "html", "*.html.gz"))):
        name = os.path.basename(path)[:-len(".html.gz")]
        if half != "both" and half_of(name) != half:
            continue
        with open(os.path.join(data, "ground-truth", name + ".json")) as file:
            reference = json.load(file)["ground_truth"].get("main_content") or ""
        unpacked = os.path.join(folder, name + ".html")
        with gzip.open(path) as file, open(unpacked, "wb") as out:
            out.write(file.read())
        yield Page(name, unpacked, reference)


def without_english(page, values, names):
    """One copy in four as a page in another language would look."""
    if page.drop and page.number("language") % 2 == 0:
        values[:, [bool(ENGLISH.search(n)) for n in names]] = 0
    return values


def load_examples(options, folder):
    """Pages with labels and features, each also cut short; and the features' names."""
    pages = []
    found = list(load_pages(options.data, options.half, folder))
    names = None
    for page, answer in zip(found, read_features(options.reader, found)):
        names = names or answer["names"]
        page.labels, page.sizes = label(answer["blocks"], page.reference)
        page.sizes = numpy.array(page.sizes, float)
        page.features = features_of(answer)
        if page.labels.sum() > 0:
            pages.append(page)
    copies = [p.shortened() for p in pages]
    for page, answer in zip(copies, read_features(options.reader, copies)):
        page.features = without_english(page, features_of(answer), names)
    return pages + [c for c in copies if c.drop], names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--half", choices=["first", "second", "both"], default="first")
    parser.add_argument("--reader", default="build/release/bin/read_pages")
    parser.add_argument("--out", default="services/ingest/data/article_blocks.model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages, names = load_examples(options, folder)
        print("%d pages, %d blocks" % (len(pages), sum(len(p.labels) for p in pages)), flush=True)
        scores = [None] * len(pages)
        for fold in range(FOLDS):
            inside = [p for p in pages if p.number("fold") % FOLDS != fold]
            model = train(inside, [p.features for p in inside], names, TREES["first"])
            for i, page in enumerate(pages):
                if page.number("fold") % FOLDS == fold:
                    scores[i] = scores_of(model, page.features, names)
            print("fold %d of %d" % (fold + 1, FOLDS), flush=True)
        first = train(pages, [p.features for p in pages], names, TREES["first"])
        second_features = []
        for page, answer in zip(pages, read_features(options.reader, pages, scores)):
            second_names = answer["names"]
            second_features.append(without_english(page, features_of(answer), second_names))
        second = train(pages, second_features, second_names, TREES["second"])
    with open(options.out, "w") as file:
        for model, order in ((first, names), (second, second_names)):
            file.writelines(line + "\n" for line in lines_of(model, order))
    return 0


if __name__ == "__main__":
    sys.exit(main())
