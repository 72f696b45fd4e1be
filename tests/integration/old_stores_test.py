#!/usr/bin/python3
"""Data folders that earlier versions wrote, opened by this one.

    old_stores_test.py --dateline BINARY --stores tests/data/stores
    old_stores_test.py --dateline BINARY --stores tests/data/stores \\
        --make 0.2.0 --articles tests/data/articles         # adds this version's: see README.md there

Each archive holds the data folder of a `dateline serve` that was stopped, and what it exported and
listed while it ran. This version must open a copy of the folder and give the same: every fact and
every document with every field that it had then (more fields are welcome), also as of earlier
moments; and it must be able to go on writing. The archive itself is never written to.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

import harness

ARGS = None


class Server(harness.Served):
    """A running `dateline serve`, asked through the client."""

    def __init__(self, data):
        super().__init__(ARGS.dateline, data)

    def ask(self, *arguments):
        done = subprocess.run([ARGS.dateline, "--server", self.address, "--quiet", *arguments],
                              capture_output=True, check=False, timeout=300)
        if done.returncode != 0:
            raise AssertionError(" ".join(arguments) + ": " + done.stderr.decode())
        return done.stdout.decode()

    def lines(self, *arguments):
        return [json.loads(line) for line in self.ask(*arguments).splitlines()]

    def facts(self, *flags):
        return self.lines("export", "--format=jsonl", *flags)

    def documents(self):
        return self.lines("documents", "list", "--json")


def comparable(facts):
    """Facts in an order that does not hang on their ids, and without what newer rules of merging
    may give anew: which reports are one event or claim decides its id, and how a claim is worded."""
    merged = {"event": ("id",), "claim": ("id", "subject", "relation", "objects")}
    facts = [{key: value for key, value in fact.items() if key not in merged.get(fact["kind"], ())}
             for fact in facts]
    return sorted(facts, key=lambda fact: json.dumps(fact, sort_keys=True))


def shrunk(now, then):
    """`now` without what `then` has no field for, for comparing."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {key: shrunk(now[key], then[key]) for key in then if key in now}
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [shrunk(one, other) for one, other in zip(now, then)]
    return now


class OldStoresTest(unittest.TestCase):
    maxDiff = 4000

    def test_every_old_store_opens_and_says_the_same(self):
        archives = sorted(glob.glob(os.path.join(ARGS.stores, "*.tar.xz")))
        self.assertTrue(archives, "no archives in " + ARGS.stores)
        for archive in archives:
            with self.subTest(archive=os.path.basename(archive)), \
                    tempfile.TemporaryDirectory() as folder:
                with tarfile.open(archive) as tar:
                    tar.extractall(folder)
                self.check_store(folder)

    def check_store(self, folder):
        data = os.path.join(folder, "data")
        said = {}
        for name in ("facts", "facts_then", "documents"):
            with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
                said[name] = json.load(file)
        with open(os.path.join(folder, "then"), encoding="ascii") as file:
            then = file.read().strip()
        done = subprocess.run([ARGS.dateline, "migrate", data], capture_output=True, check=False,
                              timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        for _ in range(2):  # Opening it may change it, so twice.
            served = Server(data)
            try:
                self.compare(comparable(served.facts()), comparable(said["facts"]))
                self.compare(comparable(served.facts("--known-at", then)),
                             comparable(said["facts_then"]))
                self.compare(served.documents(), said["documents"])
            finally:
                self.assertEqual(served.terminate(), 0, served.read_log())
                served.close()
        self.assertGreater(len(said["facts"]), len(said["facts_then"]))
        self.go_on(data, folder, len(said["facts"]))

    def compare(self, now, then):
        self.assertEqual(shrunk(now, then), then)

    def go_on(self, data, folder, facts):
        """It takes, delivers and checks more."""
        article = os.path.join(folder, "more.txt")
        with open(article, "w", encoding="utf-8") as file:
            file.write("Council meets\n\n3 April 2024\n\nOlena Brandt, the mayor of Castrel, met "
                       "Prime Minister Dalia Ostrowe of Velmara in Oslo on April 2, 2024.\n")
        served = Server(data)
        served.ask("ingest", "--wait", article)
        self.assertGreater(len(served.facts()), facts)
        self.assertEqual(served.terminate(), 0)
        served.close()
        done = subprocess.run([ARGS.dateline, "verify", data], capture_output=True, check=False,
                              timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())


def make(version):
    """Writes the archive of the version whose binary this is."""
    archive = os.path.join(ARGS.stores, version + ".tar.xz")
    if os.path.exists(archive):
        raise SystemExit(archive + " is there already; what a version wrote is never changed")
    articles = sorted(glob.glob(os.path.join(ARGS.articles, "*.*")))
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        served = Server(data)
        served.ask("ingest", "--wait", *articles[:6])
        then = json.loads(served.ask("stats", "--json"))["recordedAt"]
        served.ask("purge")   # Into sorted files; what comes now stays in the log.
        served.ask("ingest", "--wait", *articles[6:])
        said = {"facts": served.facts(), "facts_then": served.facts("--known-at", then),
                "documents": served.documents()}
        if served.terminate() != 0:
            raise SystemExit(served.read_log())
        served.close()
        for name, value in said.items():
            with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
                json.dump(value, file)
        with open(os.path.join(folder, "then"), "w", encoding="ascii") as file:
            file.write(then + "\n")
        for diary in glob.glob(os.path.join(data, "*", "LOG*")):
            os.remove(diary)  # RocksDB's, for people: it names this machine.
        with tarfile.open(archive, "w:xz", preset=9) as tar:
            for name in sorted(os.listdir(folder)):
                tar.add(os.path.join(folder, name), arcname=name)
    print(f"{archive}: {os.path.getsize(archive)} bytes, {len(said['facts'])} facts")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--stores", required=True)
    parser.add_argument("--make", metavar="VERSION")
    parser.add_argument("--articles")
    ARGS, rest = parser.parse_known_args()
    if ARGS.make:
        make(ARGS.make)
    else:
        unittest.main(argv=[sys.argv[0], *rest])
