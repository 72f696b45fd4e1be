#!/usr/bin/python3
"""Measures the time stage against two public sets that are not part of Dateline.

  cmake --preset release && ninja -C build/release read_times
  tools/bench/quality/measure_times.py --data DIR [--reader build/release/bin/read_times] [--misses] [--json]

DIR holds tempeval3-train/TimeBank (TimeML files) and recognizers-text/Specs. Prints, for
TimeBank, the relaxed F1 of expressions and the value F1 as TempEval-3 counts them (a value
counts if its expression overlaps and the values are equal); for Recognizers-Text (English
date, date period and duration specs) the share of expected results found with the same
extent and the same value (of its past and future reading, either).
"""
import argparse
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import xml.dom.minidom

WANTED = {"times.timebank.relaxed_f1": 0.85, "times.timebank.value_f1": 0.72,
          "times.recognizers.value": 0.70}
DAY_PARTS = {"dawn": "TDW", "morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}


def read(reader, requests):
    lines = "".join(json.dumps(r) + "\n" for r in requests)
    done = subprocess.run([reader], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line)["times"] for line in done.stdout.splitlines()]


def text_of(data, found):
    return data[found["begin"]:found["end"]].decode()


def day(text):
    return datetime.date.fromisoformat(text[:10])


def timex_value(found):
    """The TIMEX3 value of what the stage found."""
    if found["set"] or found["kind"] in ("duration", "span"):
        return found.get("length", "")
    if found["kind"] == "vague":
        return "VAGUE"
    if "start" not in found:
        length = found.get("length")
        return "PAST_REF" if length and "X" in length else ""
    if found["duration"]:
        return found["length"]
    start, end, granularity = found["start"], found["finish"], found["granularity"]
    first, last = day(start), day(end)
    if found["clock"] or found["day_part"] in ("noon", "midnight"):
        if found["day_part"] == "midnight":
            return "%sT24:00" % (first - datetime.timedelta(days=1))
        return start[:19] if granularity == 1 else start[:16]
    if found["day_part"]:
        return start[:10] + DAY_PARTS[found["day_part"]]
    if found["part"]:
        days = (last - first).days + 1
        if granularity == 5:
            return "%04d-Q%d" % (first.year, (first.month + 2) // 3)
        if granularity == 6:
            return str(first.year) if days > 60 else "%04d-Q%d" % (first.year, (first.month + 2) // 3)
        if granularity == 9:
            return str(first.year)[:3]
        return "%04d-%02d" % (first.year, first.month) if days > 3 else week(first)
    if granularity == 11:
        return "%02d" % (first.year // 100) + "XX"
    if granularity == 10:
        return str(first.year)[:3]
    if granularity == 9:
        return str(first.year)
    if granularity == 8:
        name = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}[first.month]
        return "%04d-%s" % (first.year, name)
    if granularity == 7:
        if (last - first).days > 100:
            return "%04d-H%d" % (first.year, 1 if first.month == 1 else 2)
        return "%04d-Q%d" % (first.year, (first.month + 2) // 3)
    if granularity == 6:
        return "%04d-%02d" % (first.year, first.month)
    if granularity == 5:
        return week(first)
    if first != last and first.isoweekday() == 6:
        return week(first) + "-WE"
    return start[:10] if granularity >= 4 else start[:16]


def week(date):
    year, number, _ = date.isocalendar()
    return "%04d-W%02d" % (year, number)


def plain_text(node, offset, out, pieces):
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            pieces.append(child.data)
            offset += len(child.data.encode())
        elif child.nodeType == child.ELEMENT_NODE:
            begin = offset
            offset = plain_text(child, offset, out, pieces)
            if child.tagName == "TIMEX3":
                out.append({"begin": begin, "end": offset, "type": child.getAttribute("type"),
                            "value": child.getAttribute("value")})
    return offset


def same_value(gold, found):
    value = timex_value(found)
    if gold["value"] in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
        return value in ("VAGUE", gold["value"])
    return value == gold["value"]


def ratio(a, b):
    return a / b if b else 0.0


def measure_timebank(folder, reader, show, out):
    files = sorted(glob.glob(os.path.join(folder, "*.tml")))
    requests, golds = [], []
    for name in files:
        root = xml.dom.minidom.parse(name)
        dct = root.getElementsByTagName("DCT")[0].getElementsByTagName("TIMEX3")[0]
        gold, pieces = [], []
        plain_text(root.getElementsByTagName("TEXT")[0], 0, gold, pieces)
        requests.append({"text": "".join(pieces), "reference": dct.getAttribute("value")[:10]})
        golds.append([g for g in gold if g["end"] > g["begin"]])
    total = predicted = hit = right = 0
    for request, gold, found in zip(requests, golds, read(reader, requests)):
        data = request["text"].encode()
        total += len(gold)
        predicted += len(found)
        used = set()
        for g in gold:
            over = [i for i, f in enumerate(found)
                    if i not in used and f["begin"] < g["end"] and g["begin"] < f["end"]]
            if not over:
                if show:
                    print("MISSED\t%s\t%s" % (data[g["begin"]:g["end"]].decode(), g["value"]))
                continue
            best = next((i for i in over if same_value(g, found[i])), over[0])
            used.add(best)
            hit += 1
            if same_value(g, found[best]):
                right += 1
            elif show:
                print("VALUE\t%s\t%s\t%s\t%s\tref %s" % (
                    data[g["begin"]:g["end"]].decode(), g["value"], text_of(data, found[best]),
                    timex_value(found[best]), request["reference"]))
        if show:
            for i, f in enumerate(found):
                if i not in used:
                    print("EXTRA\t%s\t%s" % (text_of(data, f), data[max(0, f["begin"] - 30):f["end"] + 20]))
    precision, recall = ratio(hit, predicted), ratio(hit, total)
    f1 = ratio(2 * precision * recall, precision + recall)
    vp, vr = ratio(right, predicted), ratio(right, total)
    measures = [("times.timebank.relaxed_f1", f1), ("times.timebank.value_f1",
                                                    ratio(2 * vp * vr, vp + vr))]
    print("TimeBank: %d documents, %d expressions; relaxed P %.3f R %.3f F1 %.3f; value F1 %.3f" % (
        len(files), total, precision, recall, f1, ratio(2 * vp * vr, vp + vr)), file=out)
    return measures


def inclusive(text):
    """The last day before an exclusive end."""
    return (day(text) - datetime.timedelta(days=1)).isoformat()


def spec_right(kind, value, found):
    if kind == "duration":
        length = found.get("length", "")
        return length == value["Timex"] or seconds(length) == float(
            value["PastResolution"].get("duration", "nan"))
    if "start" not in found:
        return False
    if not value["PastResolution"]:  # Seasons have no days there, only a name.
        return timex_value(found) == value["Timex"]
    for reading in (value["PastResolution"], value["FutureResolution"]):
        if kind == "date" and reading.get("date") == found["start"] == found["finish"]:
            return True
        if kind == "daterange" and reading.get("startDate") == found["start"][:10] and \
                reading.get("endDate") and inclusive(reading["endDate"]) == found["finish"][:10]:
            return True
        # Some expected results give the last day, not the day after it.
        if kind == "daterange" and \
                reading.get("startDate") == found["start"][:10] and \
                reading.get("endDate") == found["finish"][:10]:
            return True
    return False


def seconds(length):
    match = re.fullmatch(r"P(T?)([\d.]+)([A-Z]+)", length)
    if not match:
        return None
    scale = {"TS": 1, "TM": 60, "TH": 3600, "D": 86400, "W": 604800, "M": 2592000, "Y": 31536000}
    return float(match[2]) * scale.get(match[1] + match[3], 0)


def measure_recognizers(folder, reader, show, out):
    all_results = all_right = 0
    for name in ("DateParser", "DatePeriodParser", "DurationParser"):
        with open(os.path.join(folder, name + ".json"), encoding="utf-8-sig") as file:
            cases = json.load(file)
        requests = [{"text": c["Input"], "reference": c.get("Context", {}).get(
            "ReferenceDateTime", "2016-11-07")[:10]} for c in cases]
        total = extent = right = 0
        for case, request, found in zip(cases, requests, read(reader, requests)):
            data = request["text"].encode()
            for want in case["Results"]:
                total += 1
                folded = strip(want["Text"])
                same = [f for f in found if strip(text_of(data, f)) == folded]
                extent += bool(same)
                loose = [f for f in found if folded in strip(text_of(data, f)) or
                         strip(text_of(data, f)) in folded]
                good = any(spec_right(want["Type"], want["Value"], f) for f in loose)
                right += good
                if show and not good:
                    print("%s\t%r\t%s\t%s\t%s" % (
                        name, case["Input"], want["Text"], want["Value"].get("PastResolution"),
                        [(text_of(data, f), f.get("edtf") or f.get("length")) for f in found]))
        print("Recognizers-Text %s: %d results; extent %.3f, value %.3f" % (
            name, total, ratio(extent, total), ratio(right, total)), file=out)
        all_results += total
        all_right += right
    print("Recognizers-Text together: value %.3f" % ratio(all_right, all_results), file=out)
    return [("times.recognizers.value", ratio(all_right, all_results))]


def strip(text):
    return re.sub(r"^(the|in|on|from|between) ", "", text.lower().strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--reader", default="build/release/bin/read_times")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true", help="one measure a line, for programs")
    options = parser.parse_args()
    out = sys.stderr if options.json else sys.stdout
    measures = measure_timebank(os.path.join(options.data, "tempeval3-train/TimeBank"),
                                options.reader, options.misses, out)
    measures += measure_recognizers(
        os.path.join(options.data, "recognizers-text/Specs/DateTime/English"), options.reader,
        options.misses, out)
    if options.json:
        for name, value in measures:
            print(json.dumps({"measure": name, "value": round(value, 4), "wanted": WANTED[name]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
