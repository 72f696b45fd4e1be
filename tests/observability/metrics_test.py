#!/usr/bin/python3
"""What a running server gives Prometheus, against what the guide, the dashboard and the
alert rules say that it gives.

    metrics_test.py --dateline build/release/bin/dateline --root .

With promtool (Debian: prometheus) the page is linted and the rules are checked and run on
made-up series too; without it that test is skipped.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed; run tools/install-packages --tests")
    sys.exit(77)

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../integration"))
import harness  # noqa: E402
from authority import Authority  # noqa: E402

ARGS = None
NAME = re.compile(r"\b(?:dateline|process)_[a-z0-9_]+")
# Words of PromQL and of labels that are no metrics never match NAME; `up` is
# Prometheus' own.
SERIES_SUFFIXES = ("_bucket", "_sum", "_count")


def path(*parts):
    return os.path.join(ARGS.root, *parts)


def read(*parts):
    with open(path(*parts), encoding="utf-8") as file:
        return file.read()


def wait_until(condition, seconds=60):
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


class Page:
    """A page of metrics: families by name with kind and help, and the series."""

    def __init__(self, text):
        self.text = text
        self.kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
        self.helps = dict(re.findall(r"^# HELP (\S+) (.+)$", text, re.M))
        self.series = {}
        for name, labels, value in re.findall(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$", text, re.M):
            self.series[name, labels] = float(value)

    def own(self):
        return {name: kind for name, kind in self.kinds.items() if not name.startswith("exposer_")}

    def family_of(self, name):
        for suffix in SERIES_SUFFIXES:
            base = name[:-len(suffix)]
            if name.endswith(suffix) and self.kinds.get(base) == "histogram":
                return base
        return name

    def labels_of(self, family):
        names = set()
        for (name, labels), _ in self.series.items():
            if self.family_of(name) == family:
                names.update(re.findall(r'([a-z_]+)="', labels or ""))
        return names - {"le"}

    def sum(self, name, part=""):
        return sum(value for (series, labels), value in self.series.items()
                   if series == name and part in labels)


class Server(harness.Served):
    """`dateline serve` with a metrics port."""

    def __init__(self, *flags):
        self.data = tempfile.TemporaryDirectory()
        super().__init__(ARGS.dateline, self.data.name, "--metrics-listen", "127.0.0.1:0", *flags)

    def events(self, name):
        lines = [line for line in self.read_log().splitlines() if line.startswith("{")]
        return [event for event in map(json.loads, lines) if event.get("event") == name]

    def get(self, what="/metrics"):
        port = self.events("started")[0]["metrics_port"]
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, what), timeout=30) as answer:
            return answer.read().decode()

    def run(self, *arguments, check=True):
        return subprocess.run([ARGS.dateline, "--server", self.address, "--quiet", *arguments],
                              check=check, capture_output=True, text=True, timeout=120)

    def close(self):
        super().close()
        self.data.cleanup()


class MetricsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.server.run("ingest", "--wait", path("tests/data/articles"))
        cls.server.run("documents", "get", "0" * 32, check=False)
        cls.page = Page(cls.server.get() + cls.metrics_of_tls())

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    @staticmethod
    def metrics_of_tls():
        """What a server with TLS tells of its certificate."""
        with tempfile.TemporaryDirectory() as folder:
            authority = Authority(folder)
            authority.sign("server", "DNS:localhost,IP:127.0.0.1")
            access = os.path.join(folder, "access.json")
            subprocess.run([ARGS.dateline, "admin", "tokens", "create", "one", "--role", "reader",
                            "--access", access], check=True, capture_output=True)
            server = Server("--tls-certificate", authority.certificate("server"),
                            "--tls-key", authority.key("server"), "--access", access)
            sound = server.get()
            # The key of another certificate.
            authority.sign("other", "DNS:localhost")
            os.rename(authority.key("other"), authority.key("server"))
            broken = server.get()
            server.close()
        assert 'dateline_tls_certificate_usable{use="server"} 1' in sound, sound
        assert 'dateline_tls_certificate_usable{use="server"} 0' in broken, broken
        return "".join(line + "\n" for line in sound.splitlines() if "dateline_tls_" in line)

    def expressions(self):
        """(where, expression) of all that asks Prometheus."""
        for group in yaml.safe_load(read("deploy/observability/alerts.yaml"))["groups"]:
            for rule in group["rules"]:
                yield rule["alert"], rule["expr"]
        for panel in json.loads(read("deploy/observability/grafana-dashboard.json"))["panels"]:
            for target in panel.get("targets", []):
                yield panel["title"], target["expr"]

    def test_the_guide_lists_what_there_is(self):
        listed = {}
        for line in read("docs/guides/operating.md").splitlines():
            row = re.match(r"\| `([a-z_]+)` \| (counter|gauge|histogram) \|", line)
            if row:
                self.assertNotIn(row[1], listed)
                listed[row[1]] = row[2]
        self.assertEqual(listed, self.page.own())

    def test_the_guide_names_the_labels(self):
        group = set()
        for line in read("docs/guides/operating.md").splitlines():
            if line.startswith("### "):
                group = set(re.findall(r"`([a-z_]+)`", line))
            row = re.match(r"\| `([a-z_]+)` \| (?:counter|gauge|histogram) \|([^|]*)\|", line)
            if row:
                self.assertEqual(self.page.labels_of(row[1]),
                                 group | set(re.findall(r"`([a-z_]+)`", row[2])), row[1])

    def test_every_metric_asked_for_is_there(self):
        asked = 0
        for where, expression in self.expressions():
            names = NAME.findall(re.sub(r'"[^"]*"', '""', expression))
            self.assertTrue(names or "up{" in expression, where)
            for name in names:
                asked += 1
                self.assertIn(self.page.family_of(name), self.page.own(), where)
        self.assertGreater(asked, 60)

    def test_every_label_asked_for_is_there(self):
        # Those that Prometheus adds.
        added = {"job", "instance", "le"}
        for where, expression in self.expressions():
            for name, matchers in re.findall(r"((?:dateline|process)_[a-z0-9_]+)\{([^}]*)\}", expression):
                labels = set(re.findall(r'([a-z_]+)\s*(?:=~|!~|!=|=)', matchers)) - added
                self.assertLessEqual(labels, self.page.labels_of(self.page.family_of(name)), where)

    def test_the_dashboard_shows_every_metric_of_ours(self):
        shown = set()
        for _, expression in self.expressions():
            shown.update(map(self.page.family_of, NAME.findall(expression)))
        # Used for its labels alone, and what the disk is compared with.
        shown |= {"dateline_build_info", "process_virtual_memory_bytes"}
        self.assertEqual(set(self.page.own()) - shown, set())

    def test_panels_are_distinct_and_within_the_grid(self):
        panels = json.loads(read("deploy/observability/grafana-dashboard.json"))["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        taken = set()
        for panel in panels:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells

    def test_every_alert_has_a_runbook_entry_and_every_entry_an_alert(self):
        headings = re.findall(r"^## (\S+)$", read("docs/guides/runbook.md"), re.M)
        alerts = []
        for group in yaml.safe_load(read("deploy/observability/alerts.yaml"))["groups"]:
            for rule in group["rules"]:
                alerts.append(rule["alert"])
                self.assertIn(rule["labels"]["severity"], ("page", "ticket"))
                self.assertTrue(rule["annotations"]["summary"])
                self.assertEqual(rule["annotations"]["runbook"],
                                 "docs/guides/runbook.md#" + rule["alert"].lower())
        self.assertEqual(sorted(headings), sorted(alerts))
        self.assertEqual(len(set(alerts)), len(alerts))

    def test_names_follow_the_conventions(self):
        for name, kind in self.page.own().items():
            self.assertEqual(name.endswith("_total"), kind == "counter", name)
            self.assertTrue(self.page.helps[name], name)
            self.assertFalse(name.endswith(SERIES_SUFFIXES + ("_milliseconds", "_kilobytes")), name)

    def test_figures_are_of_what_happened(self):
        articles = len(os.listdir(path("tests/data/articles")))
        page = self.page
        self.assertGreaterEqual(
            page.sum("dateline_rpc_requests_total", 'method="ExtractFacts"'), articles - 2)
        self.assertEqual(page.sum("dateline_delivery_events_total", '"delivered"'),
                         page.sum("dateline_recorded_documents"))
        self.assertEqual(page.sum("dateline_delivery_queue_documents"), 0)
        self.assertGreater(page.sum("dateline_facts"), 10)
        self.assertGreater(page.sum("dateline_attestations"), page.sum("dateline_facts") - 1)
        self.assertEqual(page.sum("dateline_store_writable"), 2)
        self.assertGreater(page.sum("dateline_store_log_syncs_total", '"ingest"'), 0)
        self.assertEqual(page.sum("dateline_extraction_stage_seconds_count", '"grammar"'),
                         page.sum("dateline_extraction_documents_total"))
        self.assertGreater(
            page.sum("dateline_rpc_requests_total", 'code="NOT_FOUND",method="GetDocument"'), 0)

    def test_nothing_else_is_served_and_nothing_of_the_articles(self):
        for what in ("/", "/metric", "/debug", "/../../etc/passwd"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.server.get(what)
            self.assertEqual(refused.exception.code, 404)
        for word in ("harbour", "127.0.0.1", "Bearer", "http"):
            self.assertNotIn(word, self.page.text)

    def test_a_scrape_is_cheap(self):
        times = []
        for _ in range(20):
            start = time.monotonic()
            self.server.get()
            times.append(time.monotonic() - start)
        self.assertLess(sorted(times)[10], 0.1)

    def test_top_shows_it(self):
        address = "127.0.0.1:%d" % self.server.events("started")[0]["metrics_port"]
        top = [ARGS.dateline, "top", "--metrics", address + ",127.0.0.1:1", "--once",
               "--interval", "0.5"]
        text = subprocess.run(top, check=True, capture_output=True, text=True, timeout=60).stdout
        for part in ("version ", "does not answer", "grammar", "waits longest", "watchers", "ingest"):
            self.assertIn(part, text)
        figures = json.loads(subprocess.run([*top, "--json"], check=True, capture_output=True,
                                            text=True, timeout=60).stdout)
        self.assertEqual([server["answers"] for server in figures["servers"]], [True, False])
        self.assertEqual(len(figures["stores"]), 2)
        self.assertEqual(figures["delivery"]["dead_letters"], 0)
        self.assertGreater(sum(figures["fact_base"]["facts_by_kind"].values()), 0)
        nobody = subprocess.run([ARGS.dateline, "top", "--metrics", "127.0.0.1:1", "--once"],
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(nobody.returncode, 3)
        self.assertIn("--metrics-listen", nobody.stderr)

    def test_a_watcher_is_counted_while_it_watches(self):
        watch = subprocess.Popen([ARGS.dateline, "--server", self.server.address, "watch"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.assertTrue(wait_until(
                lambda: Page(self.server.get()).sum("dateline_watchers") == 1))
        finally:
            watch.terminate()
            watch.wait(timeout=60)
        self.assertTrue(wait_until(
            lambda: Page(self.server.get()).sum("dateline_watchers") == 0))

    def test_the_trace_of_a_submission_is_in_all_logs(self):
        lines = [json.loads(line) for line in self.server.read_log().splitlines()
                 if line.startswith("{")]
        calls = [line for line in lines if "method" in line]
        self.assertTrue(all(re.fullmatch("[0-9a-f]{32}", line["trace_id"]) for line in calls))
        submitted = {line["trace_id"] for line in calls if "Submit" in line["method"]}
        for method in ("ExtractFacts", "RecordExtraction"):
            traces = [line["trace_id"] for line in calls if line["method"].endswith("/" + method)]
            self.assertTrue(traces)
            self.assertLessEqual(set(traces), submitted, method)

    @unittest.skipUnless(shutil.which("promtool"), "takes promtool, of Debian's prometheus")
    def test_promtool_finds_nothing_wrong(self):
        own = "\n".join(line for line in self.page.text.splitlines() if "exposer_" not in line) + "\n"
        linted = subprocess.run(["promtool", "check", "metrics"], input=own, text=True,
                                capture_output=True)
        self.assertEqual((linted.returncode, linted.stdout + linted.stderr), (0, ""))
        rules = subprocess.run(["promtool", "check", "rules",
                                path("deploy/observability/alerts.yaml")],
                               capture_output=True, text=True)
        self.assertEqual(rules.returncode, 0, rules.stdout + rules.stderr)
        ran = subprocess.run(["promtool", "test", "rules", path("tests/observability/alerts_test.yaml")],
                             capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)


class HealthTest(unittest.TestCase):
    def test_a_server_says_when_it_starts_drains_and_ends(self):
        server = Server()
        try:
            self.assertEqual(server.run("health").stdout, "SERVING\n")
            self.assertEqual(server.terminate(), 0)
            for event in ("started", "draining", "stopped"):
                self.assertEqual([line["level"] for line in server.events(event)], ["info"], event)
        finally:
            server.close()

    def test_it_ends_in_good_order_while_it_delivers(self):
        server = Server()
        try:
            with tempfile.TemporaryDirectory() as folder:
                for number in range(30):
                    with open(os.path.join(folder, "%d.txt" % number), "w", encoding="utf-8") as file:
                        file.write("Boat %d\n\nAna Ruiz met Tomas Brandt in Port Lazar on Monday.\n" % number
                                   + "The harbour office of Orsk said so. " * 2000)
                server.run("ingest", folder)
            waits = Page(server.get()).sum("dateline_delivery_queue_documents")
            self.assertGreater(waits, 0)
            self.assertEqual(server.terminate(), 0)
        finally:
            server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--root", required=True)
    ARGS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=1)
