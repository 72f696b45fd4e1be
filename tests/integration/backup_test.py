#!/usr/bin/python3
"""Backups of a running server: made, checked, restored, and equal to what was backed up.

    backup_test.py --dateline BINARY --articles FOLDER
"""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import harness

ARGS = None


def run(*args, server="127.0.0.1:1", timeout=120):
    """Runs the client; returns (exit code, stdout, stderr)."""
    environment = {**os.environ, "DATELINE_SERVER": server}
    done = subprocess.run([ARGS.dateline, *args], env=environment, timeout=timeout,
                          capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Served(harness.Served):
    """A running `dateline serve`, asked through the client."""

    def __init__(self, data, *flags):
        super().__init__(ARGS.dateline, data, *flags)

    def ok(self, *args):
        code, out, err = run(*args, server=self.address)
        if code != 0:
            raise AssertionError("%s: exit %d\n%s%s" % (" ".join(args), code, out, err))
        return out

    def wait_until_settled(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            listed = self.ok("documents", "list", "--json")
            if not any("DELIVERY_STATE_" + state in listed
                       for state in ("QUEUED", "RETRYING", "REMOVING")):
                return
            time.sleep(0.05)
        raise AssertionError("documents are still waiting")


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.backups = self.path("backups")
        self.articles = sorted(glob.glob(os.path.join(ARGS.articles, "*.txt")))
        self.served = self.serve(self.path("data"), "--backups", self.backups)

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def serve(self, data, *flags):
        served = Served(data, *flags)
        self.addCleanup(served.close)
        return served

    def export_of(self, data):
        served = self.serve(data)
        served.wait_until_settled()
        exported = served.ok("export")
        self.assertEqual(served.terminate(), 0)
        return exported

    def test_a_backup_of_a_running_server_restores_to_what_it_was(self):
        self.served.ok("ingest", "--wait", *self.articles[:2])
        before = self.served.ok("export")
        self.assertGreater(len(before), 1000)
        table = self.served.ok("backup", "monday")
        self.assertIn("query", table)
        self.served.ok("ingest", "--wait", *self.articles[2:3])
        self.assertNotEqual(self.served.ok("export"), before)

        code, out, err = run("verify", os.path.join(self.backups, "monday"))
        self.assertEqual(code, 0, out + err)
        self.assertEqual(out.count("good"), 8, out)
        code, out, err = run("restore", os.path.join(self.backups, "monday"), "--data",
                             self.path("restored"))
        self.assertEqual(code, 0, err)
        self.assertEqual(self.export_of(self.path("restored")), before)

    def test_nothing_is_replaced(self):
        self.served.ok("backup", "monday")
        code, _, err = run("backup", "monday", server=self.served.address)
        self.assertEqual(code, 2)
        self.assertIn("another name", err)
        code, _, err = run("backup", "../monday", server=self.served.address)
        self.assertEqual(code, 2, err)
        backup = os.path.join(self.backups, "monday")
        self.assertEqual(run("restore", backup, "--data", self.path("data"))[0], 5)
        self.assertEqual(run("restore", self.path("nowhere"), "--data", self.path("new"))[0], 4)
        self.assertFalse(os.path.exists(self.path("new")))

    def test_without_a_folder_there_are_no_backups(self):
        served = self.serve(self.path("other"))
        code, _, err = run("backup", server=served.address)
        self.assertEqual(code, 5)
        self.assertIn("--backups", err)

    def test_stores_that_were_backed_up_apart_agree_after_restoring(self):
        self.served.ok("ingest", "--wait", *self.articles[:2])
        first = json.loads(self.served.ok("backup", "apart", "--store", "query", "--json"))
        # Between the two backups: one more, and one less.
        self.served.ok("ingest", "--wait", *self.articles[2:4])
        listed = self.served.ok("documents", "list", "--json").split("\n")
        gone = json.loads(listed[-2])["document"]["id"]
        self.served.ok("documents", "delete", gone)
        self.served.wait_until_settled()
        self.served.ok("backup", "apart", "--store", "ingest", "--agrees-since",
                       first["manifest"]["startedAt"])
        now = self.served.ok("export")

        code, out, err = run("restore", os.path.join(self.backups, "apart"), "--data",
                             self.path("restored"))
        self.assertEqual(code, 0, err)
        self.assertIn("delivered again", out)
        self.assertEqual(self.export_of(self.path("restored")), now)

    def test_verify_finds_damage_and_changes_nothing(self):
        self.served.ok("ingest", "--wait", *self.articles[:2])
        self.served.ok("purge")
        self.served.ok("backup", "monday")
        backup = os.path.join(self.backups, "monday")

        def state():
            return sorted((name, os.path.getsize(name), os.path.getmtime(name))
                          for name in glob.glob(backup + "/**", recursive=True))
        before = state()
        self.assertEqual(run("verify", backup)[0], 0)
        self.assertEqual(state(), before)

        shutil.copytree(backup, self.path("damaged"))
        largest = max(glob.glob(self.path("damaged", "query", "*.sst")), key=os.path.getsize)
        with open(largest, "r+b") as file:
            file.seek(os.path.getsize(largest) // 3)
            file.write(b"damage")
        code, out, _ = run("verify", "--json", self.path("damaged"))
        self.assertEqual(code, 5)
        checks = [json.loads(line) for line in out.splitlines()]
        self.assertFalse(all(check["ok"] for check in checks))
        os.remove(largest)
        code, out, _ = run("verify", self.path("damaged"))
        self.assertEqual(code, 5)
        self.assertIn("is missing", out)

    def test_verify_refuses_what_a_server_has_open(self):
        self.served.ok("stats")
        code, _, err = run("verify", self.path("data"))
        self.assertEqual(code, 5)
        self.assertIn("open", err)
        self.assertEqual(self.served.terminate(), 0)
        self.assertEqual(run("verify", self.path("data"))[0], 0)
        code, out, err = run("migrate", self.path("data"))
        self.assertEqual(code, 0, err)
        self.assertIn("already", out)

    def test_purging_takes_the_words_of_a_deleted_document_off_the_disk(self):
        article = self.path("article.txt")
        with open(article, "w") as file:
            file.write("QUELLIN, March 4 (Harbour Wire) - Zibbarova Kvenn, mayor of Quellin, "
                       "said on Monday that the Zibbarova bridge would open in April.\n")
        self.served.ok("ingest", "--wait", article)
        listed = self.served.ok("documents", "list", "--json").split("\n")
        document = json.loads(listed[0])["document"]["id"]
        self.served.ok("purge")
        self.assertTrue(self.files_with(b"ibbarova"))
        self.served.ok("documents", "delete", document)
        self.served.wait_until_settled()
        self.served.ok("purge")
        self.assertEqual(self.files_with(b"ibbarova"), [])

    def files_with(self, word):
        found = []
        for name in glob.glob(self.path("data", "*", "*")):
            with open(name, "rb") as file:
                if word in file.read():
                    found.append(name)
        return found


class Daemon(harness.Started):
    """One of the three by its name."""

    def __init__(self, name, folder, *flags):
        binary = os.path.join(folder, "dateline-" + name)   # dateline is what it is called.
        if not os.path.exists(binary):
            os.symlink(os.path.abspath(ARGS.dateline), binary)
        super().__init__(name, binary, "--insecure", *flags)


class DaemonsBackupTest(unittest.TestCase):
    """Ingest and query as daemons of their own, each with its own backups, as on Kubernetes."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def daemon(self, name, *flags):
        started = Daemon(name, self.folder.name, *flags)
        self.addCleanup(started.close)
        return started

    def start(self, where):
        """The three over the stores in `where`; returns (ingest, query)."""
        store = lambda name: ("--data", self.path(where, name),
                              "--backups", self.path(where, name + "-backups"))
        query = self.daemon("query", *store("query"))
        extraction = self.daemon("extraction")
        return self.daemon("ingest", *store("ingest"), "--extraction", extraction.address,
                           "--query", query.address), query

    def ok(self, server, *args):
        code, out, err = run(*args, server=server.address)
        self.assertEqual(code, 0, "%s\n%s%s" % (args, out, err))
        return out

    def test_both_are_backed_up_kept_and_restored(self):
        articles = sorted(glob.glob(os.path.join(ARGS.articles, "*.txt")))
        ingest, query = self.start("data")
        for day, article in zip(("1", "2", "3"), articles):
            self.ok(ingest, "ingest", "--wait", article)
            self.ok(ingest, "backup", "day-" + day, "--query-server", query.address,
                    "--keep", "2")
        before = self.ok(query, "export")
        self.assertGreater(len(before), 1000)
        for name in ("query", "ingest"):
            self.assertEqual(sorted(os.listdir(self.path("data", name + "-backups"))),
                             ["day-2", "day-3"])
            code, out, err = run("restore", self.path("data", name + "-backups", "day-3"),
                                 "--data", self.path("restored", name), "--store", name)
            self.assertEqual(code, 0, out + err)
        ingest, query = self.start("restored")
        self.ok(ingest, "ingest", "--wait", *articles[:3])   # Known: nothing changes.
        self.assertEqual(self.ok(query, "export"), before)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--articles", required=True)
    ARGS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
