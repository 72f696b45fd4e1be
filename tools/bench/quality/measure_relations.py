#!/usr/bin/python3
"""Measures the relations against KnowledgeNet, a public set that is not part of Dateline.

  cmake --preset release && ninja -C build/release read_relations
  tools/bench/quality/measure_relations.py --data DIR [--reader build/release/bin/read_relations]
                                           [--passages] [--misses] [--json]

DIR holds knowledgenet/*.jsonl: one line a fact (property, passage, spans of subject and object)
or, with null spans, one property for which a passage was read and has no fact.

The text. The set gives single passages (a sentence each) of longer pages. The passages of a page
are read together, in the order of the page: "she" in the third may be the woman of the first.
With --passages each is read alone.

What is counted. As the set's own scorer does with span_overlap: an expected fact is found if a
predicted one of its property overlaps it in subject and object; a predicted fact that overlaps no
expected one is wrong if the passage was read for its property (has a line for it, with or without
a fact), and is left out otherwise, because nobody said whether it holds. The set expects a fact
for every pair of mentions, pronouns and "who" included, of its two entities in the passage; so a
relation of ours stands for all pairs of mentions of its subject and object in a passage that
holds some of its evidence. The set also expects every place that a phrase names ("born in Lima,
Peru": both); a place of ours stands for those too in which the text, as we read it, says it lies
(located_in). A nation is named for many reasons: for NATIONALITY the object is where the evidence is. Micro figures are over all properties but PLACE_OF_RESIDENCE, for
which the fact model has no predicate.
"""
import argparse
import collections
import glob
import json
import os
import re
import subprocess
import sys

PLACE_PREDICATES = ("born_in", "headquartered_in", "located_in")
PARTY = re.compile(r"\b(party|parties|republicans?|democrats?|democratic|labour|conservatives?|tory|tories|"
                   r"liberals?|communists?|socialists?|fascists?|nazis?|greens?|whigs?|federalists?)\b",
                   re.IGNORECASE)
CHIEF_EXECUTIVE = re.compile(r"\b(ceo|chief executive)\b", re.IGNORECASE)
PROPERTIES = ("DATE_OF_BIRTH", "PLACE_OF_BIRTH", "DATE_OF_DEATH", "NATIONALITY", "SPOUSE", "CHILD_OF",
              "EDUCATED_AT", "EMPLOYEE_OR_MEMBER_OF", "POLITICAL_AFFILIATION", "CEO", "FOUNDED_BY",
              "DATE_FOUNDED", "HEADQUARTERS", "SUBSIDIARY_OF")
SIMPLE = {"born_on": "DATE_OF_BIRTH", "born_in": "PLACE_OF_BIRTH", "died_on": "DATE_OF_DEATH",
          "citizen_of": "NATIONALITY", "educated_at": "EDUCATED_AT", "founded_by": "FOUNDED_BY",
          "founded_on": "DATE_FOUNDED", "headquartered_in": "HEADQUARTERS"}


class Passage:
    def __init__(self, text):
        self.text = text
        self.begin = self.end = 0  # In characters of the text as read.
        self.facts = collections.defaultdict(list)  # By property; empty list: read, none there.


def read_gold(folder):
    pages = collections.defaultdict(dict)
    for name in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        with open(name, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                at = row["passage_start"]
                passage = pages[row["doc"]].setdefault(at, Passage(row["passage"]))
                facts = passage.facts[row["prop"]]
                if row["subj_start"] is not None:
                    facts.append(((row["subj_start"] - at, row["subj_end"] - at),
                                  (row["obj_start"] - at, row["obj_end"] - at)))
    return [[page[at] for at in sorted(page)] for _, page in sorted(pages.items())]


def lay_out(page):
    """The text of a page and, in its passages, where each lies in it."""
    text = ""
    for passage in page:
        if text:
            text += "\n\n"
        passage.begin = len(text)
        text += passage.text
        passage.end = len(text)
    return text


def read(reader, folder, texts):
    lines = "".join(json.dumps({"text": t}) + "\n" for t in texts)
    done = subprocess.run([reader] + ([folder] if folder else []), input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Found:
    """What the reader found in a page, in characters."""

    def __init__(self, text, answer):
        data = text.encode()
        self.character = [0] * (len(data) + 1)
        count = 0
        for i, byte in enumerate(data):
            if byte & 0xC0 != 0x80:
                count += 1
            self.character[i] = count - 1
        self.character[len(data)] = len(text)
        self.text = text
        self.entities = {e["id"]: e for e in answer["entities"]}
        self.times = answer["times"]
        self.relations = answer["relations"]
        self.around = collections.defaultdict(list)
        for relation in self.relations:
            if relation["predicate"] == "located_in" and "entity" in relation["object"]:
                self.around[relation["subject"]].append(relation["object"]["entity"])

    def span(self, pair):
        return self.character[pair[0]], self.character[pair[1]]

    def mentions(self, entity, passage):
        return inside([self.span(m) for m in self.entities[entity]["mentions"]], passage)

    def places(self, place, passage):
        """Spans of the place and of those that it lies in."""
        reached, spans = [place], []
        for one in reached:
            spans += self.mentions(one, passage)
            reached += [other for other in self.around[one] if other not in reached]
        return spans

    def spans(self, value, evidence, passage):
        if "entity" in value:
            return self.mentions(value["entity"], passage)
        if "time" in value:
            same = [t for t in self.times if t["edtf"] == value["time"]]
            # An end of "1901 – 1960", or a year that is no time by itself.
            same = same or [t for t in self.times if value["time"] in ends(t["edtf"])]
            if same:
                return inside([self.span((t["begin"], t["end"])) for t in same], passage)
            at = self.text.find(value["time"], evidence[0][0], evidence[0][1])
            return inside([(at, at + len(value["time"]))], passage) if at >= 0 else []
        return []


def ends(edtf):
    """What the ends of an interval may be given as: days, months, years."""
    return [end[:length] for end in edtf.split("/") for length in (4, 7, 10)] if "/" in edtf else []


def inside(spans, passage):
    return [(b - passage.begin, e - passage.begin) for b, e in spans
            if passage.begin <= b and e <= passage.end]


def properties(relation, found):
    """(property, turned round) for each property that the relation states."""
    predicate = relation["predicate"]
    if predicate in SIMPLE:
        yield SIMPLE[predicate], False
        return
    subject = found.entities[relation["subject"]]
    item = found.entities.get(relation["object"].get("entity"), {"type": "", "name": ""})
    if predicate == "spouse_of":
        yield "SPOUSE", False
        yield "SPOUSE", True
    elif predicate == "parent_of":
        yield "CHILD_OF", True
    elif predicate == "subsidiary_of":
        yield "SUBSIDIARY_OF", False
    elif predicate == "owns" and subject["type"] == item["type"] == "ORGANIZATION":
        yield "SUBSIDIARY_OF", True
    elif predicate == "located_in" and subject["type"] == "ORGANIZATION":
        yield "HEADQUARTERS", False
    elif predicate == "member_of" and subject["type"] == "PERSON":
        party = item["type"] == "GROUP" or PARTY.search(item["name"])
        yield ("POLITICAL_AFFILIATION" if party else "EMPLOYEE_OR_MEMBER_OF"), False
    elif predicate == "holds_position" and item["type"] == "ORGANIZATION":
        position = relation.get("qualifiers", {}).get("position", {}).get("text", "")
        if CHIEF_EXECUTIVE.search(position):
            yield "CEO", True
        yield ("POLITICAL_AFFILIATION" if PARTY.search(item["name"]) else "EMPLOYEE_OR_MEMBER_OF"), False


def predicted(found, passage):
    """property -> {(subject span, object span): (pattern, confidence)} inside the passage."""
    out = collections.defaultdict(dict)
    for relation in found.relations:
        if relation["denied"]:
            continue
        evidence = [found.span(e) for e in relation["evidence"]]
        if not any(b < passage.end and passage.begin < e for b, e in evidence):
            continue
        subjects = found.mentions(relation["subject"], passage)
        if relation["predicate"] in PLACE_PREDICATES and "entity" in relation["object"]:
            objects = found.places(relation["object"]["entity"], passage)
        else:
            objects = found.spans(relation["object"], evidence, passage)
        if relation["predicate"] == "citizen_of":
            objects = [o for o in objects if any(b <= o[0] + passage.begin < e for b, e in evidence)]
        for name, turned in properties(relation, found):
            for s in subjects:
                for o in objects:
                    pair = (o, s) if turned else (s, o)
                    out[name].setdefault(pair, (relation["pattern"], relation["confidence"]))
    return out


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def same(a, b):
    return overlap(a[0], b[0]) and overlap(a[1], b[1])


class Score:
    def __init__(self):
        self.right = self.missed = self.wrong = 0

    def figures(self):
        precision = self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0
        recall = self.right / (self.right + self.missed) if self.right + self.missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return precision, recall, f1


def compare(passage, ours, scores, show, by_pattern, judged):
    for name, expected in passage.facts.items():
        if name not in PROPERTIES:
            continue
        mine = ours.get(name, {})
        score = scores[name]
        for fact in expected:
            if any(same(fact, other) for other in mine):
                score.right += 1
            else:
                score.missed += 1
                if show:
                    tell("MISSED", name, fact, passage, "")
        for pair, (pattern, confidence) in mine.items():
            wrong = not any(same(fact, pair) for fact in expected)
            by_pattern[name, pattern][wrong] += 1
            judged.append((confidence, not wrong))
            if wrong:
                score.wrong += 1
                if show:
                    tell("WRONG", name, pair, passage, pattern)


def tell(kind, name, pair, passage, pattern):
    words = [passage.text[b:e] for b, e in pair]
    print("%s\t%s\t%s\t%s\t%s\t%s" % (kind, name, words[0], words[1], pattern,
                                      passage.text.replace("\n", " ")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--reader", default="build/release/bin/read_relations")
    parser.add_argument("--patterns", default="", help="a folder of patterns to run besides")
    parser.add_argument("--passages", action="store_true", help="read every passage alone")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--rules", action="store_true", help="right and wrong pairs by rule")
    parser.add_argument("--json", action="store_true", help="one line a measure, for programs")
    options = parser.parse_args()
    pages = read_gold(os.path.join(options.data, "knowledgenet"))
    if options.passages:
        pages = [[passage] for page in pages for passage in page]
    texts = [lay_out(page) for page in pages]
    scores = {name: Score() for name in PROPERTIES}
    by_pattern = collections.defaultdict(lambda: [0, 0])
    judged = []
    for page, text, answer in zip(pages, texts, read(options.reader, options.patterns, texts)):
        found = Found(text, answer)
        for passage in page:
            compare(passage, predicted(found, passage), scores, options.misses, by_pattern, judged)
    total = Score()
    for score in scores.values():
        total.right += score.right
        total.missed += score.missed
        total.wrong += score.wrong
    report(options, pages, scores, total, by_pattern, judged)
    return 0


def reliability(judged):
    """How often relations of each confidence are right."""
    print("%-14s%10s%12s%10s" % ("confidence", "relations", "mean conf.", "right"))
    for low in (0.0, 0.6, 0.7, 0.8, 0.9):
        high = {0.0: 0.6, 0.9: 1.01}.get(low, low + 0.1)
        rows = [row for row in judged if low <= row[0] < high]
        if rows:
            print("%.1f to %.1f    %10d%12.3f%10.3f" % (low, min(high, 1.0), len(rows), sum(c for c, _ in rows) / len(rows),
                                                    sum(right for _, right in rows) / len(rows)))


def report(options, pages, scores, total, by_pattern, judged):
    if options.json:
        print(json.dumps({"measure": "relations.knowledgenet.text_f1",
                          "value": round(total.figures()[2], 4), "wanted": 0.50}))
        return
    print("KnowledgeNet: %d texts, %d passages" % (len(pages), sum(map(len, pages))))
    for name, score in list(scores.items()) + [("together", total)]:
        print("%-24s P %.3f  R %.3f  F1 %.3f   right %d, missed %d, wrong %d" % (
            (name,) + score.figures() + (score.right, score.missed, score.wrong)))
    reliability(judged)
    if options.rules:
        for (name, pattern), (right, wrong) in sorted(by_pattern.items()):
            print("%-24s %-46s right %d, wrong %d" % (name, pattern, right, wrong))


if __name__ == "__main__":
    sys.exit(main())
