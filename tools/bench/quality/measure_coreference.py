#!/usr/bin/python3
"""Measures how well events are merged across documents, against ECB+, which is not part of Dateline.

  tools/bench/quality/measure_coreference.py --data DIR [--dateline build/release/bin/dateline] [--json]

DIR holds the topics of ECB+ 1.0, one folder each, and ECBplus_coreference_sentences.csv. The texts go
from raw text through all three services: a server is started in an empty folder, the documents are
submitted, and when they are delivered the fact base is exported. Nothing of the annotation is used but
to score, and topics are not told apart: all documents are in one base.

Gold mentions: actions, negated ones included, in the sentences that the annotators checked for
coreference. Found mentions: the triggers, in those sentences, of events, statements and claims; claims
that state what something is or where it lies are none ("claim.apposition", forms of "be"). Two places
are one event if a fact of the base has both.

A found mention is the gold mention that its word lies in (most are one word); --strict wants the same
words. Of several found mentions in one gold mention the first counts and the others are left out where
they are in its cluster. Clusters of one mention are left out on both sides, as is the custom for found
mentions (Cattan et al. 2020); --singletons scores them too. CoNLL F1 is the mean of MUC, B-cubed and
CEAFe, each as in coreference_scores.py.
"""
import argparse
import collections
import csv
import glob
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

from coreference_scores import score

WANTED = 0.30
NO_EVENTS = {"claim.apposition", "claim.place", "claim.title", "claim.possessive", "claim.existence"}
BEING = {"is", "are", "was", "were", "be", "been", "being", "'s", "'re", "am"}
NO_SPACE_BEFORE = set(".,;:!?)]}%") | {"''", "n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "'"}
NO_SPACE_AFTER = set("([{$") | {"``"}


class Document:
    """Text made of the tokens of one file, and the gold mentions in its checked sentences."""

    def __init__(self, path, checked):
        root = xml.etree.ElementTree.parse(path).getroot()
        self.name = os.path.basename(path)[:-4]
        tokens = root.findall("token")
        # Sentence 0 of the newer files is the address that the text was found at.
        self.url = "".join(t.text for t in tokens if t.get("sentence") == "0" and self.name.endswith("plus"))
        self.tokens = [t for t in tokens if not (self.url and t.get("sentence") == "0")]
        self.checked = checked
        self.write_text()
        self.read_mentions(root)

    def write_text(self):
        self.spans, out, size = {}, [], 0
        before = None
        for token in self.tokens:
            # As Dateline writes text: it makes plain spaces of others.
            word = re.sub(r"\s", " ", {"``": '"', "''": '"'}.get(token.text, token.text))
            glue = ""
            if before is not None and before.get("sentence") != token.get("sentence"):
                glue = "\n"
            elif before is not None and token.text not in NO_SPACE_BEFORE and before.text not in NO_SPACE_AFTER:
                glue = " "
            size += len(glue)
            length = len(word.encode())
            self.spans[token.get("t_id")] = (size, size + length)
            size += length
            out += [glue, word]
            before = token
        self.text = "".join(out)
        self.checked_spans = sorted(self.spans[t.get("t_id")] for t in self.tokens if int(t.get("sentence")) in self.checked)

    def read_mentions(self, root):
        self.mentions = {}  # Token spans, sorted -> cluster.
        sentence = {t.get("t_id"): int(t.get("sentence")) for t in self.tokens}
        words = {}
        for markable in root.find("Markables"):
            anchors = [a.get("t_id") for a in markable.findall("token_anchor")]
            action = markable.tag.startswith(("ACTION", "NEG"))
            if action and anchors and sentence.get(anchors[0]) in self.checked:
                words[markable.get("m_id")] = tuple(sorted(self.spans[a] for a in anchors))
        cluster = {m: f"{self.name}#{m}" for m in words}
        for link in root.find("Relations"):
            across = link.tag == "CROSS_DOC_COREF"
            for source in link.findall("source"):
                if source.get("m_id") in cluster:
                    cluster[source.get("m_id")] = link.get("note") if across else f"{self.name}:{link.get('r_id')}"
        for m, spans in words.items():
            self.mentions[spans] = cluster[m]

    def submission(self):
        found = re.search(r"/(20\d\d)/(\d\d)/(\d\d)/", self.url)
        out = {"uri": "ecbplus:" + self.name, "text": self.text}
        if found:
            out["published_at"] = "-".join(found.groups())
        return out


def read_documents(folder):
    checked = collections.defaultdict(set)
    with open(os.path.join(folder, "ECBplus_coreference_sentences.csv"), encoding="utf-8") as f:
        for topic, name, sentence in list(csv.reader(f))[1:]:
            checked[f"{topic}_{name}"].add(int(sentence))
    paths = glob.glob(os.path.join(folder, "*", "*.xml"))
    return [Document(p, checked[os.path.basename(p)[:-4]]) for p in sorted(paths) if checked[os.path.basename(p)[:-4]]]


def export(dateline, documents):
    """The flat records of a fact base that holds the documents."""
    with tempfile.TemporaryDirectory() as folder:
        port_file = os.path.join(folder, "port")
        server = subprocess.Popen([dateline, "serve", "--insecure", "--listen", "127.0.0.1:0", "--port-file", port_file, "--log", "none",
                                   "--data", os.path.join(folder, "data")], stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not os.path.exists(port_file) or not open(port_file).read().strip():
                if server.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{dateline} serve did not start")
                time.sleep(0.05)
            address = ["--server", "127.0.0.1:" + open(port_file).read().strip()]
            lines = "".join(json.dumps(d.submission()) + "\n" for d in documents)
            told = subprocess.run([dateline] + address + ["ingest", "--wait", "--json", "-"], input=lines, text=True, check=True, capture_output=True)
            out = subprocess.run([dateline] + address + ["export"], capture_output=True, text=True, check=True).stdout
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    ids = {}
    for line in told.stdout.splitlines():
        answer = json.loads(line)
        if "delivery" in answer:
            if answer["delivery"]["state"] != "DELIVERY_STATE_DELIVERED":
                sys.exit(f"{answer['uri']} was not delivered: {answer['delivery']}")
            ids[answer["documentId"]] = answer["uri"]
    by_uri = {d.submission()["uri"]: d for d in documents}
    if len(ids) < len(documents):
        sys.exit(f"{len(documents) - len(ids)} documents were refused")
    return [(by_uri[ids[r["document"]]], r) for r in map(json.loads, out.splitlines())]


def is_event(record):
    if record["kind"] == "claim":
        return record.get("pattern") not in NO_EVENTS and not BEING.issuperset(record["relation"].lower().split())
    return record["kind"] in ("event", "statement")


class Places:
    """Places of the texts that are one event where a fact of the base has both."""

    def __init__(self, records):
        self.above = {}
        self.order = {}
        fact_at = {}
        for document, record in records:
            if not is_event(record):
                continue
            for piece in record["evidence"]:
                # Where the base's text is not the one made here, no offset can be trusted.
                written = document.text.encode()[piece["begin"]:piece["end"]].decode()
                if written != piece["text"]:
                    sys.exit(f"{document.name}: the evidence '{piece['text']}' stands as '{written}'")
                for trigger in piece.get("triggers", []):
                    place = (document.name, (trigger["begin"], trigger["end"]))
                    self.join(place, fact_at.setdefault(record["id"], place))

    def join(self, a, b):
        self.above.setdefault(a, a)
        self.above[self.root(a)] = self.root(b)

    def root(self, place):
        self.above.setdefault(place, place)
        while self.above[place] != place:
            self.above[place] = self.above[self.above[place]]
            place = self.above[place]
        return place

    def clusters(self):
        out = collections.defaultdict(set)
        for place in self.above:
            out[self.root(place)].add(place)
        return list(out.values())


def gold_clusters(documents):
    out = collections.defaultdict(set)
    for document in documents:
        for spans, cluster in document.mentions.items():
            out[cluster].add((document.name, spans))
    return list(out.values())


def aligned(documents, clusters, strict):
    """The found clusters in terms of gold mentions, where their words are those of one."""
    documents = {d.name: d for d in documents}
    gold_at = {}
    for document in documents.values():
        for spans in document.mentions:
            for span in spans if not strict else ([spans[0]] if len(spans) == 1 else []):
                gold_at.setdefault((document.name, span), (document.name, spans))
    out, taken = [], set()
    for cluster in sorted(sorted(c) for c in clusters):
        mapped = set()
        for name, span in cluster:
            words = [w for w in documents[name].checked_spans if w[0] < span[1] and span[0] < w[1]]
            if not words:
                continue  # Not in a checked sentence.
            gold = next((gold_at[(name, w)] for w in words if (name, w) in gold_at), None)
            if gold in mapped:
                continue
            if gold is None or gold in taken:
                mapped.add((name, ("found", span)))
            else:
                mapped.add(gold)
                taken.add(gold)
        if mapped:
            out.append(mapped)
    return out


def table(title, scores):
    print(title)
    print(f"  {'':9} precision  recall     F1")
    for name, s in scores.items():
        print(f"  {name:9} {s.precision:9.3f} {s.recall:7.3f} {s.f1:6.3f}")


def show_clusters(documents, found, gold, least):
    """For people: what was joined, worst first."""
    cluster_of = {m: i for i, c in enumerate(gold) for m in c}
    text = {d.name: d for d in documents}
    for cluster in sorted((c for c in found if len(c) >= least), key=lambda c: -len({cluster_of.get(m, m) for m in c})):
        print(f"-- {len(cluster)} mentions of {len({cluster_of.get(m, m) for m in cluster})} gold events")
        for name, spans in sorted(cluster, key=str):
            begin, end = spans[1] if spans[0] == "found" else (spans[0][0], spans[-1][1])
            data = text[name].text.encode()
            around = data[max(0, begin - 60):begin] + b"[" + data[begin:end] + b"]" + data[end:end + 60]
            print(f"   {cluster_of.get((name, spans), '-'):>24} {name:14} {around.decode(errors='replace')!r}")


def without_single(clusters):
    return [c for c in clusters if len(c) > 1]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--dateline", default="build/release/bin/dateline")
    ap.add_argument("--show", type=int, metavar="N", help="list the found clusters of N mentions or more")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    documents = read_documents(a.data)
    if not documents:
        sys.exit("no documents in " + a.data)
    clusters = Places(export(a.dateline, documents)).clusters()
    gold = gold_clusters(documents)
    found, strictly = aligned(documents, clusters, False), aligned(documents, clusters, True)
    rows = {
        "clusters of two or more": score(without_single(gold), without_single(found)),
        "the same, words strictly": score(without_single(gold), without_single(strictly)),
        "with single mentions": score(gold, found),
    }
    if a.show:
        show_clusters(documents, found, gold, a.show)
    if a.json:
        for title, scores in rows.items():
            print(json.dumps({"measure": f"ECB+ events across documents, CoNLL F1, {title}", "value": round(scores["conll"].f1, 4),
                              **({"wanted": WANTED} if title == "clusters of two or more" else {})}))
        return
    print(f"{len(documents)} documents, {sum(len(c) for c in gold)} gold mentions in {len(gold)} events, "
          f"{len(without_single(gold))} of them told of twice or more")
    for title, scores in rows.items():
        table(title, scores)


if __name__ == "__main__":
    main()
