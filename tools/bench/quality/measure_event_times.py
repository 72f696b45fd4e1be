#!/usr/bin/python3
"""Measures which time Dateline gives an event, against the links of TimeBank.

  cmake --preset release && ninja -C build/release read_event_times
  tools/bench/quality/measure_event_times.py --data DIR [--misses] [--json]

DIR holds tempeval3-train/TimeBank (TimeML files). Asked about are the events that TimeBank links
to a date or time of day in the text (not the date of publication, not "now", not a length) as
happening in it or at the same time. An answer is right if its words overlap such an expression.

Recall is over all of these events, precision over those of them, and of the events that TimeBank
links to expressions of the text in other ways only (before, after ...), that get an answer.
"Nearest" is the expression in the sentence that is fewest characters away.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys
import xml.dom.minidom

INSIDE = {"IS_INCLUDED", "SIMULTANEOUS", "DURING", "IDENTITY", "BEGUN_BY", "ENDED_BY", "BEGINS",
          "ENDS"}
WANTED = {"event_times.precision": 0.85}


def is_calendar_time(node):
    """Neither "now" nor "three hours" nor "every Monday"."""
    return node.tagName == "TIMEX3" and node.getAttribute("type") in ("DATE", "TIME") and \
        node.getAttribute("value")[:1].isdigit()


def plain_text(node, offset, marks, pieces):
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            pieces.append(child.data)
            offset += len(child.data.encode())
        elif child.nodeType == child.ELEMENT_NODE:
            begin = offset
            offset = plain_text(child, offset, marks, pieces)
            if child.getAttribute("eid"):
                marks[child.getAttribute("eid")] = (begin, offset)
            elif is_calendar_time(child):
                marks[child.getAttribute("tid")] = (begin, offset)
    return offset


def load(name):
    root = xml.dom.minidom.parse(name)
    marks, pieces = {}, []
    plain_text(root.getElementsByTagName("TEXT")[0], 0, marks, pieces)
    dct = root.getElementsByTagName("DCT")[0].getElementsByTagName("TIMEX3")[0]
    event_of = {i.getAttribute("eiid"): i.getAttribute("eventID")
                for i in root.getElementsByTagName("MAKEINSTANCE")}
    links = {}
    for link in root.getElementsByTagName("TLINK"):
        event = event_of.get(link.getAttribute("eventInstanceID"))
        time = link.getAttribute("relatedToTime")
        if event in marks and time in marks:
            inside = link.getAttribute("relType") in INSIDE
            links.setdefault(event, []).append((marks[time], inside))
    times = [span for key, span in marks.items() if key.startswith("t")]
    return {"text": "".join(pieces), "reference": dct.getAttribute("value")[:10],
            "events": [(marks[e], links[e]) for e in sorted(links, key=lambda e: marks[e])],
            "times": times}


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def nearest(document, event):
    """The nearest expression without a full stop between."""
    data = document["text"].encode()
    best = None
    for span in document["times"]:
        between = data[min(span[1], event[1]):max(span[0], event[0])]
        if re.search(rb"[.?!]\s", between):
            continue
        if best is None or len(between) < best[0]:
            best = (len(between), span)
    return best and best[1]


class Score:
    def __init__(self):
        self.right = self.answered = self.asked = 0

    def add(self, answer, links):
        inside = [span for span, is_inside in links if is_inside]
        self.asked += bool(inside)
        self.answered += answer is not None
        right = answer is not None and any(overlap(answer, span) for span in inside)
        self.right += right
        return right

    def row(self):
        precision = self.right / self.answered if self.answered else 0.0
        recall = self.right / self.asked if self.asked else 0.0
        total = precision + recall
        return precision, recall, 2 * precision * recall / total if total else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--reader", default="build/release/bin/read_event_times")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true", help="one measure a line, for programs")
    options = parser.parse_args()
    files = sorted(glob.glob(os.path.join(options.data, "tempeval3-train/TimeBank", "*.tml")))
    documents = [load(name) for name in files]
    requests = "".join(json.dumps({"text": d["text"], "reference": d["reference"],
                                   "triggers": [e[0] for e, _ in d["events"]]}) + "\n"
                       for d in documents)
    done = subprocess.run([options.reader], input=requests, capture_output=True, text=True,
                          check=True)
    ours, base = Score(), Score()
    for document, line in zip(documents, done.stdout.splitlines()):
        data = document["text"].encode()
        for (event, links), found in zip(document["events"], json.loads(line)["times"]):
            answer = (found["begin"], found["end"]) if found else None
            right = ours.add(answer, links)
            base.add(nearest(document, event), links)
            wanted = [span for span, inside in links if inside]
            if options.misses and not right and (wanted or answer):
                show = [data[a:b].decode() for a, b in wanted]
                context = data[max(0, event[0] - 120):event[0]] + b"[" + data[event[0]:event[1]] + \
                    b"]" + data[event[1]:event[1] + 120]
                print("%s\t%s\t%s\t%s" % (show, answer and data[answer[0]:answer[1]].decode(),
                                          found.get("source", ""),
                                          " ".join(context.decode(errors="replace").split())))
    precision, recall, f1 = ours.row()
    if options.json:
        for name, value in (("precision", precision), ("recall", recall), ("f1", f1)):
            record = {"measure": "event_times." + name, "value": round(value, 4)}
            if record["measure"] in WANTED:
                record["wanted"] = WANTED[record["measure"]]
            print(json.dumps(record))
        return 0
    print("TimeBank: %d documents, %d events with a time in the text" % (len(files), ours.asked))
    print("%-16s%10s%10s%10s" % ("", "precision", "recall", "F1"))
    print("%-16s%10.3f%10.3f%10.3f" % (("Dateline",) + ours.row()))
    print("%-16s%10.3f%10.3f%10.3f" % (("nearest",) + base.row()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
