#!/usr/bin/python3
"""The client end to end: `dateline serve`, ingest, and every command over a real socket.

    cli_test.py --dateline build/release/bin/dateline --articles tests/data/articles

Checks what people see (tables), what programs read (--json), and the exit codes.
"""
import argparse
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ARGS = None
NO_ID = "0123456789abcdef0123456789abcdef"


def run(*args, stdin=None, env=None, server=None, timeout=120):
    """Runs the client; returns (exit code, stdout, stderr)."""
    environment = {**os.environ, **(env or {})}
    environment.pop("COLUMNS", None)
    environment.pop("DATELINE_SERVER", None)
    if env and "COLUMNS" in env:
        environment["COLUMNS"] = env["COLUMNS"]
    if server:
        environment["DATELINE_SERVER"] = server
    done = subprocess.run([ARGS.dateline, *args], input=stdin, env=environment, timeout=timeout,
                          capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Served:
    """A running `dateline serve` with a data folder of its own."""

    def __init__(self, data):
        self.data = data
        port_file = os.path.join(data, "..", "port-%d" % time.monotonic_ns())
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [ARGS.dateline, "serve", "--insecure", "--listen", "127.0.0.1:0", "--data", data,
             "--port-file", port_file], stderr=self.log)
        deadline = time.monotonic() + 60
        while not os.path.exists(port_file):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("serve did not start:\n" + self.stderr())
            time.sleep(0.02)
        with open(port_file) as file:
            self.address = "127.0.0.1:" + file.read().strip()

    def stderr(self):
        self.log.seek(0)
        return self.log.read().decode()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.last_words = self.stderr()
        self.log.close()
        return code


class WithoutServer(unittest.TestCase):
    def test_no_server_is_exit_3_with_the_next_step(self):
        code, out, err = run("stats", server="127.0.0.1:1")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("start one here with: dateline serve --insecure", err)

    def test_usage_is_exit_2(self):
        for args in ([], ["nonsense"], ["facts", "--kind", "rumour"], ["facts", "--limit", "x"],
                     ["explain", "--nope"], ["documents"], ["completion", "tcsh"]):
            code, _, err = run(*args)
            self.assertEqual(code, 2, args)
            self.assertTrue(err, args)

    def test_every_command_has_help_with_an_example(self):
        _, text, _ = run("--help")
        commands = re.findall(r"^  (\w+)  +\S", text.split("Subcommands:")[1], re.M)
        self.assertGreaterEqual(len(commands), 17, text)
        for command in commands:
            code, out, _ = run(command, "--help")
            self.assertEqual(code, 0, command)
            self.assertRegex(out, r"Examples?:\n  (echo .*)?(source <\()?dateline ", command)

    def test_completion_scripts_parse_and_name_every_command(self):
        for shell in ("bash", "zsh", "fish"):
            code, out, _ = run("completion", shell)
            self.assertEqual(code, 0)
            for word in ("timeline", "conflicts", "reprocess", "dead-letters", "min-origins", "jsonl"):
                self.assertIn(word, out, shell)
            checker = shutil.which(shell)
            if checker:
                done = subprocess.run([checker, "-n"], input=out.encode(), capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_version(self):
        code, out, _ = run("version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^dateline \d+\.\d+\.\d+\n$")

    def test_serve_refuses_a_public_address(self):
        with tempfile.TemporaryDirectory() as folder:
            code, _, err = run("serve", "--insecure", "--listen", "0.0.0.0:0", "--data", folder)
            self.assertEqual(code, 2)
            self.assertIn("--insecure-any-address", err)
            code, _, err = run("serve", "--data", folder)
            self.assertEqual(code, 2)
            self.assertIn("--tls-certificate", err)
            self.assertEqual(os.listdir(folder), [])

    def test_another_machine_is_not_called_without_tls(self):
        code, _, err = run("stats", server="203.0.113.7:1")
        self.assertEqual(code, 2)
        self.assertIn("--ca", err)

    def test_a_missing_file_is_exit_4(self):
        self.assertEqual(run("extract", "--local", "/nowhere/at/all.txt")[0], 4)
        self.assertEqual(run("ingest", "/nowhere/at/all.txt", server="127.0.0.1:1")[0], 4)


class LocalEngine(unittest.TestCase):
    TEXT = ("By Mara Quill, for Lagoon Times – May 3, 2022\n\n"
            "Selmar President Odo Farn arrived on Monday. "
            "\"We will keep the bridge open,\" said Odo Farn.\n")

    def test_extract_writes_flat_records(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "one.txt")
            with open(path, "w") as file:
                file.write(self.TEXT)
            out_dir = os.path.join(folder, "out")
            code, out, err = run("extract", "--local", "--format=jsonl", "--out-dir", out_dir, path)
            self.assertEqual((code, out), (0, ""), err)
            with open(os.path.join(out_dir, "one.jsonl")) as file:
                records = [json.loads(line) for line in file]
            statements = [r for r in records if r["kind"] == "statement"]
            self.assertTrue(any("keep the bridge open" in r["content"] for r in statements), records)
            for record in records:
                for piece in record["evidence"]:
                    text = self.TEXT.encode()[piece["begin"]:piece["end"]].decode()
                    self.assertEqual(piece["text"], text)
            again = run("extract", "--local", "--format=jsonl", path)[1]
            self.assertEqual(again.splitlines(), [json.dumps(r, ensure_ascii=False,
                                                             separators=(",", ":"))
                                                  for r in records])

    def test_extract_goes_on_after_a_bad_file(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("bad.txt", b"\x89PNG\r\n\x1a\n\x00\x00"), ("good.txt", self.TEXT.encode())):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)
            code, out, err = run("extract", "--local", "--format=jsonl", folder)
        self.assertEqual(code, 1)
        self.assertIn("bad.txt", err)
        self.assertIn("keep the bridge open", out)

    def test_extract_reads_tokenised_sentences(self):
        lines = ["Odo Farn opened the bridge in Selmar on Monday .", "",
                 "`` The bridge -LRB- 1904 -RRB- is old , '' said Mara Quill . "]
        code, out, err = run("extract", "--local", "--input=sentences", "--format=openie", "-",
                             stdin=("\n".join(lines) + "\n").encode())
        self.assertEqual(code, 0, err)
        rows = [line.split("\t") for line in out.splitlines()]
        self.assertEqual(rows[0][0], lines[0])
        self.assertEqual({row[0] for row in rows}, {lines[0], lines[2]})
        self.assertIn(["opened", "Odo Farn", "the bridge", "in Selmar", "on Monday"],
                      [row[2:] for row in rows])
        for row in rows:
            self.assertTrue(0 < float(row[1]) < 1, row)
            self.assertGreaterEqual(len(row), 4)
            given = set(row[0].split()) | {"is", "are", "was", "were", "has", "in", "'s"}
            for phrase in row[2:]:
                self.assertLessEqual(set(phrase.split()), given, row)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bad.txt")
            with open(path, "wb") as file:
                file.write(b"Odo Farn left .\ncaf\xe9 closed .\n")
            code, out, err = run("extract", "--local", "--input=sentences", "--format=openie", path)
        self.assertEqual(code, 1)
        self.assertIn("bad.txt: line 2 is not UTF-8 at byte 4", err)
        for flags in (["--format=openie"], ["--input=sentences", "--format=table"]):
            code, _, err = run("extract", "--local", *flags, "-", stdin=b"")
            self.assertEqual(code, 2, err)
            self.assertIn("needs", err)
        code, _, err = run("extract", "--input=sentences", "--format=openie", "-", stdin=b"")
        self.assertEqual(code, 2)
        self.assertIn("--local", err)

    def test_tables_leave_claims_out_and_records_have_them(self):
        code, out, err = run("extract", "--local", "--format=table", "-", stdin=self.TEXT.encode())
        self.assertEqual(code, 0, err)
        self.assertNotRegex(out, r"(?m)^claim ")
        self.assertRegex(err, r"\d+ claims are not in the table")
        code, out, err = run("extract", "--local", "--format=jsonl", "-", stdin=self.TEXT.encode())
        claims = [json.loads(line) for line in out.splitlines() if '"kind":"claim"' in line]
        self.assertTrue(any(c["relation"].startswith("arrived") for c in claims), out)

    def test_annotate_keeps_given_tokens_and_lines(self):
        given = "Odo\nFarn\nleft\tO\n.\n\nHe\nwaved\n.\n"
        code, out, err = run("annotate", "--local", "--input=tokens", "--format=tokens",
                             stdin=given.encode())
        self.assertEqual(code, 0, err)
        self.assertEqual([line.split("\t")[0] for line in out.split("\n")],
                         [line.split("\t")[0] for line in given.split("\n")])
        conllu = "# one\n" + "".join(
            f"{i}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n"
            for i, form in enumerate("Odo Farn lives in Norway .".split(), 1)) + "\n"
        code, out, err = run("annotate", "--local", "--input=conllu", "--format=conllu",
                             stdin=conllu.encode())
        self.assertEqual(code, 0, err)
        self.assertEqual(len(out.split("\n")), len(conllu.split("\n")))
        self.assertIn("NER=B-", out)
        self.assertIn("TokenRange=0:3", out)

    def test_annotate_text(self):
        code, out, err = run("annotate", "--local", "--format=conllu", stdin=self.TEXT.encode())
        self.assertEqual(code, 0, err)
        rows = [line.split("\t") for line in out.split("\n") if line and line[0] != "#"]
        for row in rows:
            self.assertEqual(len(row), 10)
            begin, end = map(int, re.search(r"TokenRange=(\d+):(\d+)", row[9]).groups())
            self.assertEqual(self.TEXT.encode()[begin:end].decode(), row[1])
        code, out, _ = run("annotate", "--local", "--format=json", stdin=self.TEXT.encode())
        self.assertEqual(code, 0)
        self.assertTrue(json.loads(out)["sentences"])


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="dateline-cli-test-")
        cls.served = Served(os.path.join(cls.folder, "data"))
        code, cls.summary, err = run("ingest", "--wait", ARGS.articles, server=cls.served.address)
        assert code == 0, cls.summary + err

    @classmethod
    def tearDownClass(cls):
        code = cls.served.stop()
        shutil.rmtree(cls.folder)
        assert code == 0, "serve ended with %d:\n%s" % (code, cls.served.last_words)

    def ok(self, *args, **kwargs):
        code, out, err = run(*args, server=self.served.address, **kwargs)
        self.assertEqual(code, 0, err)
        self.assertNotIn("\x1b", out, "no colours in a pipe")
        return out

    def rows(self, *args):
        return [json.loads(line) for line in self.ok(*args, "--json").splitlines()]

    def test_serve_says_where_it_listens(self):
        self.assertIn(self.served.address, self.served.stderr())

    def test_ingest_summary_and_repeat(self):
        count = len(os.listdir(ARGS.articles))
        self.assertRegex(self.summary, r"accepted +%d\n" % count)
        self.assertRegex(self.summary, r"in the fact base +%d\n" % count)
        again = self.ok("ingest", ARGS.articles)
        self.assertRegex(again, r"accepted +0\n")
        self.assertRegex(again, r"already here +%d\n" % count)

    def test_ingest_reads_json_lines_and_refuses_some(self):
        lines = [
            json.dumps({"uri": "cli:1", "publisher": "Cli Post", "published_at": "2024-02-01",
                        "text": "The Ridge Union was founded in 1971."}),
            "not json",
            json.dumps({"uri": "cli:2", "text": "   "}),
            json.dumps({"uri": "cli:3", "text": "Nothing of note.", "published_at": "0000-01-01"}),
        ]
        code, out, err = run("ingest", "--wait", "--json", "-", server=self.served.address,
                             stdin="\n".join(lines).encode())
        self.assertEqual(code, 1, err)
        results = [json.loads(line) for line in out.splitlines()]
        refused = {r["input"]: r for r in results if r.get("result") == "refused"}
        self.assertEqual(len(refused), 3, out)
        reasons = {r.get("reason") for r in refused.values()}
        self.assertLessEqual({"DOCUMENT_EMPTY", "TIME_INVALID"}, reasons)
        accepted = [r for r in results if r.get("result") == "accepted"]
        self.assertEqual(len(accepted), 1)
        document = accepted[0]["document"]
        self.assertIn("Cli Post", self.ok("documents", "get", document))
        self.assertEqual(self.ok("documents", "get", document, "--text").strip(),
                         "The Ridge Union was founded in 1971.")
        self.assertTrue(self.rows("facts", "--document", document))
        self.assertIn("1 document queued", self.ok("documents", "reprocess", document))
        self.assertRegex(self.ok("documents", "delete", document, "--reason", "test"),
                         "remov(ing|ed)")

    def test_delivery_is_looked_after(self):
        article = json.dumps({"uri": "https://cli.example/9", "publisher": "Cli Ledger",
                              "text": "The Dune Union was founded in 1970."}).encode()
        code, out, err = run("ingest", "--wait", "--json", "--submitter", "cli-feed",
                             "--priority", "breaking", "-", server=self.served.address,
                             stdin=article)
        self.assertEqual(code, 0, err)
        document = json.loads(out.splitlines()[0])["document"]
        self.assertIn("cli-feed, breaking", self.ok("documents", "get", document))
        status = json.loads(self.ok("status", "--json"))
        self.assertEqual(status.get("waiting", "0"), "0")
        self.assertGreater(status["rates"]["delivered"], 0)
        self.assertRegex(self.ok("status"), r"(?m)^waiting +0 of \d+$")
        self.assertEqual(self.ok("dead-letters", "list", "--ids"), "")
        self.assertEqual(self.ok("dead-letters", "replay", "--all"), "0 documents queued\n")
        self.assertEqual(run("dead-letters", "replay", server=self.served.address)[0], 2)
        begun = json.loads(self.ok("documents", "reprocess", "--publisher", "Cli Ledger",
                                   "--max-per-second", "50", "--json"))
        deadline = time.monotonic() + 60
        while True:
            listed = self.rows("reprocessings", "list")
            mine = next(r for r in listed if r["id"] == begun["id"])
            if mine["state"] != "REPROCESSING_STATE_RUNNING":
                break
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual((mine["state"], mine["queued"]), ("REPROCESSING_STATE_FINISHED", "1"))
        self.assertIn("finished", self.ok("reprocessings", "stop", begun["id"]))
        self.assertEqual(run("reprocessings", "stop", "99", server=self.served.address)[0], 4)

    def test_facts(self):
        facts = self.rows("facts", "--limit", "0")
        self.assertGreater(len(facts), 20)
        self.assertEqual(len({f["id"] for f in facts}), len(facts))
        self.assertNotIn("FACT_KIND_CLAIM", {f["content"]["kind"] for f in facts})
        claims = self.rows("facts", "--kind", "claim", "--limit", "0")
        self.assertEqual({f["content"]["kind"] for f in claims}, {"FACT_KIND_CLAIM"})
        table = self.ok("facts", "--type", "holds_position")
        self.assertRegex(table.splitlines()[0], r"^Person +Office +Of .*Reports +Origins$")
        self.assertGreater(len(table.splitlines()), 3)
        ids = self.ok("facts", "--type", "holds_position", "--ids").splitlines()
        self.assertTrue(all(re.fullmatch("[0-9a-f]{32}", i) for i in ids))
        self.assertEqual(sorted(ids), sorted(
            f["id"] for f in self.rows("facts", "--type", "holds_position")))
        self.assertEqual(len(self.rows("facts", "--limit", "3")), 3)
        by_origins = [f.get("originCount", 0) for f in self.rows("facts", "--order", "origins")]
        self.assertEqual(by_origins, sorted(by_origins, reverse=True))
        self.assertTrue(all(f["originCount"] >= 2 for f in self.rows("facts", "--min-origins", "2")))

    def test_tables_fit_the_terminal(self):
        for args in (["facts", "--limit", "0"], ["timeline"], ["said"], ["documents", "list"]):
            out = self.ok(*args, env={"COLUMNS": "100"})
            self.assertLessEqual(max(map(len, out.splitlines()), default=0), 100, args)

    def test_entities_by_name_and_id(self):
        person = next(f for f in self.rows("facts", "--type", "holds_position", "--order",
                                           "origins"))["content"]["relation"]["subject"]
        found = self.rows("entities", person["name"])
        self.assertEqual(found[0]["id"], person["id"])
        self.assertIn(person["name"], self.ok("entities", person["name"]))
        self.assertIn(person["name"], self.ok("entities", person["id"], "--wide"))
        code, out, err = run("facts", "--entity", person["name"], "--json",
                             server=self.served.address)
        self.assertEqual(code, 0, err)
        self.assertIn("is taken as " + person["name"], err)
        self.assertTrue(out)
        self.assertEqual(self.rows("facts", "--entity", person["id"]),
                         [json.loads(line) for line in out.splitlines()])

    def test_unknown_ids_and_names_are_exit_4(self):
        for args in (["explain", NO_ID], ["entities", NO_ID], ["documents", "get", NO_ID],
                     ["facts", "--entity", "Nobody Of That Name"], ["conflicts", "--id", NO_ID]):
            code, out, err = run(*args, server=self.served.address)
            self.assertEqual((code, out), (4, ""), args)
            self.assertIn("\n  ", err, "the next step")

    def test_bad_values_are_exit_2(self):
        for args in (["facts", "--from", "yesterday"], ["facts", "--known-at", "soon"],
                     ["watch", "--resume", "nonsense"], ["facts", "--known-at", "9000-01-01"]):
            code, _, err = run(*args, server=self.served.address)
            self.assertEqual(code, 2, (args, err))

    def test_timeline(self):
        entries = self.rows("timeline")
        self.assertTrue(entries)
        starts = [e["event"]["content"]["validTime"].get("start", "") for e in entries]
        self.assertEqual(starts, sorted(starts))
        table = self.ok("timeline", "--type", "contact.")
        self.assertRegex(table.splitlines()[0], r"^When +Event +Who and what +Where +Status")
        self.assertIn("contact.meet", table)
        by_year = self.ok("timeline", "--by", "year")
        counts = [int(n) for n in re.findall(r"^\d{4}  (\d+) events?, ", by_year, re.M)]
        self.assertEqual(sum(counts), len(entries))
        page = self.ok("timeline", "--format", "html", "--limit", "0")
        self.assertTrue(page.startswith("<!doctype html>"))
        self.assertEqual(page.count("<article"), len(entries))
        self.assertNotIn("http://", page)
        self.assertNotIn("https://", page)

    def test_graph(self):
        fact = self.rows("facts", "--type", "member_of", "--order", "origins")[0]
        member = fact["content"]["relation"]["subject"]
        body = fact["content"]["relation"]["object"]["entity"]
        neighbours = self.rows("graph", "neighbours", body["id"])
        self.assertIn(member["id"], [n["entity"]["id"] for n in neighbours])
        counts = [n["factCount"] for n in neighbours]
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertIn(member["name"], self.ok("graph", "neighbours", body["id"], "--limit", "0"))
        links = self.rows("graph", "path", member["id"], body["id"])
        self.assertEqual(len(links), 1)
        self.assertEqual(links[0]["to"]["id"], body["id"])
        self.assertIn(" -- ", self.ok("graph", "path", member["id"], body["id"],
                                      "--format", "dot"))
        self.assertIn("graph LR", self.ok("graph", "neighbours", body["id"],
                                          "--format", "mermaid"))
        code, _, err = run("graph", "path", member["id"], member["id"],
                           server=self.served.address)
        self.assertEqual(code, 2)
        self.assertIn("same entity", err)

    def test_misspelt_names(self):
        entity = next(e for e in self.rows("entities", "--limit", "0", "") if len(e["name"]) > 7 and
                      e["name"].isascii() and e["name"].isalpha())
        wrong = entity["name"][:3] + entity["name"][4:]
        found = self.rows("entities", "--fuzzy", wrong)
        self.assertIn(entity["id"], [e["id"] for e in found])
        code, _, err = run("facts", "--entity", wrong, server=self.served.address)
        self.assertEqual(code, 4)
        self.assertIn("did you mean", err)

    def test_pins(self):
        people = [e for e in self.rows("entities", "--limit", "0", "")
                  if e["type"] == "ENTITY_TYPE_PERSON" and " " in e["name"]][:2]
        left, right = people
        shown = self.ok("entities", "show", left["id"])
        self.assertIn(left["name"], shown)
        self.assertIn("document ", shown)
        pinned = self.rows("entities", "pin", "same", left["id"], right["id"], "--author", "desk",
                           "--reason", "one photograph")[0]
        pin = pinned["pin"]["id"]
        try:
            self.assertEqual(pinned["leftEntityId"], pinned["rightEntityId"])
            self.assertIn("one photograph", self.ok("entities", "pins"))
            both = {self.rows("entities", e["id"])[0]["id"] for e in people}
            self.assertEqual(both, {pinned["leftEntityId"]})
        finally:
            self.ok("entities", "unpin", pin)
        self.assertEqual({self.rows("entities", e["id"])[0]["id"] for e in people},
                         {e["id"] for e in people})
        self.assertEqual(self.rows("entities", "pins"), [])
        self.assertEqual(run("entities", "unpin", NO_ID, server=self.served.address)[0], 4)
        self.assertEqual(run("entities", "pin", "alike", left["id"], right["id"],
                             server=self.served.address)[0], 2)

    def test_said(self):
        statements = self.rows("said", "--quoted")
        self.assertTrue(statements)
        self.assertTrue(all(s["content"]["statement"]["quoted"] for s in statements))
        text = self.ok("said", "--quoted")
        self.assertIn("“", text)
        self.assertRegex(text, r"\d+ reports?, \d+ origins?")
        speaker = statements[0]["content"]["statement"]["speaker"]
        words = statements[0]["content"]["statement"]["content"].split()
        word = max((w for w in words if w.isalpha()), key=len)
        ranked = self.rows("said", "--about", word, "--order", "relevance")
        self.assertEqual({s["id"] for s in ranked},
                         {s["id"] for s in self.rows("said", "--about", word)})
        self.assertIn(statements[0]["id"], {s["id"] for s in ranked})
        for statement in self.rows("said", "--by", speaker["id"]):
            self.assertEqual(statement["content"]["statement"]["speaker"]["id"], speaker["id"])

    def test_compare(self):
        gpe = next(f for f in self.rows("facts", "--type", "member_of", "--order", "origins"))
        entity = gpe["content"]["relation"]["object"]["entity"]
        compared = self.rows("compare", entity["id"])
        self.assertTrue(compared)
        claims = self.rows("facts", "--entity", entity["id"], "--kind", "claim")
        told = self.ok("compare", entity["id"], "--json")
        self.assertTrue(claims)
        for claim in claims:
            self.assertNotIn(claim["id"], told)
        text = self.ok("compare", entity["id"])
        self.assertRegex(text.splitlines()[0], r"^Outlet +Tells +Alone +First +Differently")
        self.assertRegex(text, "Told (differently|by all|by some|by one alone)")

    def test_conflicts(self):
        conflicts = self.rows("conflicts")
        self.assertTrue(conflicts)
        for conflict in conflicts:
            self.assertGreaterEqual(len(conflict["sides"]), 2)
        text = self.ok("conflicts", "--id", conflicts[0]["id"])
        for side in conflicts[0]["sides"]:
            self.assertIn(side["value"], text)

    def test_explain(self):
        fact = self.rows("facts", "--order", "origins", "--limit", "1")[0]
        text = self.ok("explain", fact["id"])
        self.assertRegex(text, r"\[\[.+?\]\]")
        for heading in ("Origins", "Reports", "History", "brought by", "rule ", "chain "):
            self.assertIn(heading, text)
        answer = json.loads(self.ok("explain", fact["id"], "--json"))
        self.assertEqual(answer["fact"]["id"], fact["id"])
        self.assertEqual(len(answer["origins"]), fact["originCount"])
        self.assertIn(fact["id"], self.ok("explain", "--document",
                                          answer["attestations"][0]["attestation"]["documentId"],
                                          "--min-origins", str(fact["originCount"])))

    def test_watch(self):
        batches = self.rows("watch", "--from-beginning", "--count", "5")
        self.assertGreaterEqual(sum(len(b["changes"]) for b in batches), 5)
        def keys(changes):
            return {(c["type"], c["fact"]["id"], c["recordedAt"]) for c in changes}
        seen = keys(change for batch in batches for change in batch["changes"])
        watch = subprocess.Popen(
            [ARGS.dateline, "--server", self.served.address, "watch", "--json", "--count", "1",
             "--resume", batches[-1]["resumeToken"]], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        new = json.dumps({"uri": "cli:watch", "text": "The Heron League was founded in 1980."})
        self.ok("ingest", "--wait", "-", stdin=new.encode())
        out, _ = watch.communicate(timeout=60)
        self.assertEqual(watch.returncode, 0)
        changes = json.loads(out.splitlines()[0])["changes"]
        self.assertTrue(changes)
        self.assertFalse(seen & keys(changes))
        self.assertIn("+ new", self.ok("watch", "--from-beginning", "--count", "1"))

    def test_watch_ends_in_good_order_on_a_signal(self):
        watch = subprocess.Popen(
            [ARGS.dateline, "--server", self.served.address, "watch", "--from-beginning"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
        _, err = watch.communicate(timeout=30)
        self.assertEqual(watch.returncode, 0)
        self.assertIn(b"watch --resume", err)

    def test_export(self):
        first = self.ok("export", "--kind", "relation")
        self.assertEqual(first, self.ok("export", "--kind", "relation"))
        records = [json.loads(line) for line in first.splitlines()]
        self.assertEqual([r["id"] for r in records], sorted(r["id"] for r in records))
        self.assertNotIn("recorded", first)
        rows = list(csv.DictReader(io.StringIO(self.ok("export", "--kind", "relation",
                                                       "--format", "csv"))))
        self.assertEqual([r["id"] for r in rows], [r["id"] for r in records])
        self.assertEqual([r["subject"] for r in rows], [r["subject"]["name"] for r in records])
        path = os.path.join(self.folder, "export.jsonl")
        self.ok("export", "--kind", "relation", "--output", path)
        with open(path) as file:
            self.assertEqual(file.read(), first)

    def test_documents(self):
        documents = self.rows("documents", "list", "--limit", "0")
        mine = [d for d in documents if d["document"]["uri"].startswith(ARGS.articles)]
        self.assertEqual(len(mine), len(os.listdir(ARGS.articles)))
        text = self.ok("documents", "list", "--wide")
        self.assertIn(mine[0]["document"]["id"], text)
        with open(mine[0]["document"]["uri"], "rb") as file:
            original = file.read()
        self.assertEqual(self.ok("documents", "get", mine[0]["document"]["id"],
                                 "--content").encode(), original)

    def test_health(self):
        self.assertEqual((self.ok("health"), self.rows("health")), ("SERVING\n", [{"status": "SERVING"}]))
        self.assertEqual(run("health", "--service", "x.y.Z", server=self.served.address)[0], 4)
        self.assertEqual(run("health", "--alive", server="127.0.0.1:9")[:2], (3, ""))

    def test_stats_and_version(self):
        stats = json.loads(self.ok("stats", "--json"))
        self.assertGreaterEqual(int(stats["documents"]), len(os.listdir(ARGS.articles)))
        self.assertIn("Kind of fact", self.ok("stats"))
        text = self.ok("stats", "--top", "3", "--growth-by", "year")
        self.assertIn("Best known", text)
        self.assertIn("By the end of", text)
        self.assertRegex(self.ok("version", "--of-server"), r"extractor \S+")

    def test_remote_extract_equals_local(self):
        path = os.path.join(ARGS.articles, sorted(os.listdir(ARGS.articles))[0])
        self.assertEqual(self.ok("extract", "--format=jsonl", path),
                         run("extract", "--local", "--format=jsonl", path)[1])


class Restart(unittest.TestCase):
    def test_the_fact_base_outlives_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, "data")
            served = Served(data)
            code, out, err = run("ingest", "--wait", "--quiet", ARGS.articles,
                                 server=served.address)
            self.assertEqual((code, err), (0, ""), out)
            before = run("export", server=served.address)[1]
            self.assertEqual(served.stop(), 0)
            served = Served(data)
            self.assertEqual(run("export", server=served.address)[1], before)
            self.assertGreater(len(before.splitlines()), 20)
            self.assertEqual(served.stop(), 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--articles", required=True)
    ARGS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
