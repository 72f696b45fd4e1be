#!/usr/bin/python3
"""`dateline ingest --watch`: what appears in the folder arrives, once.

    watched_folder_test.py --dateline BINARY
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import harness

ARGS = None


class WatchedFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outside = folder.name
        self.inbox = os.path.join(folder.name, "inbox")
        os.mkdir(self.inbox)
        self.served = harness.Served(ARGS.dateline, os.path.join(folder.name, "data"))
        self.addCleanup(self.served.close)

    def stored(self):
        done = subprocess.run([ARGS.dateline, "--server", self.served.address, "documents", "list",
                               "--json"], stdout=subprocess.PIPE, check=True, timeout=60)
        return sorted(json.loads(line)["document"]["id"] for line in done.stdout.splitlines())

    def watch(self, *args):
        process = subprocess.Popen(
            [ARGS.dateline, "--server", self.served.address, "ingest", "--watch", self.inbox,
             *args],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # A result that never comes ends the waiting for it.
        timer = threading.Timer(120, process.kill)
        timer.start()
        self.addCleanup(timer.cancel)
        self.addCleanup(process.kill)
        return process

    def write(self, *path, text):
        with open(os.path.join(*path), "w") as file:
            file.write(text)

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        return out

    def test_what_appears_arrives_exactly_once(self):
        self.write(self.inbox, "before.txt", text="The Tern Guild was founded in 1961.")
        process = self.watch("--json")
        results = []

        def take():
            line = process.stdout.readline()
            self.assertTrue(line, "ended early")
            results.append(json.loads(line))
            return os.path.relpath(results[-1]["input"], self.inbox)

        self.assertEqual(take(), "before.txt")
        # Written in place.
        self.write(self.inbox, "written.txt", text="The Tern Guild is based in Osterby.")
        self.assertEqual(take(), "written.txt")
        # Written under a name that is left alone, then renamed.
        self.write(self.inbox, "renamed.txt.part", text="Ila Mork leads the Tern Guild.")
        self.write(self.inbox, ".hidden.txt", text="The Tern Guild hides.")
        os.rename(os.path.join(self.inbox, "renamed.txt.part"),
                  os.path.join(self.inbox, "renamed.txt"))
        self.assertEqual(take(), "renamed.txt")
        # Moved in, alone and with its folder; one file of two documents.
        self.write(self.outside, "moved.txt", text="Ila Mork was born in Osterby.")
        os.rename(os.path.join(self.outside, "moved.txt"), os.path.join(self.inbox, "moved.txt"))
        self.assertEqual(take(), "moved.txt")
        os.makedirs(os.path.join(self.outside, "later", "deep"))
        self.write(self.outside, "later", "deep", "two.jsonl",
                   text='{"uri":"w:1","text":"Osterby is a town."}\n'
                        '{"uri":"w:2","text":"Osterby lies on the coast."}\n')
        os.rename(os.path.join(self.outside, "later"), os.path.join(self.inbox, "later"))
        self.assertEqual({take().split()[0], take().split()[0]}, {"later/deep/two.jsonl"})
        # In a folder that came after the start. Nothing else came before it or comes after.
        self.write(self.inbox, "later", "deep", "last.txt", text="The Tern Guild met on Monday.")
        self.assertEqual(take(), "later/deep/last.txt")
        self.assertEqual(self.end(process), "", "each file once")

        self.assertEqual({result["result"] for result in results}, {"accepted"})
        self.assertEqual(self.stored(), sorted(result["document"] for result in results))

    def test_a_second_watch_changes_nothing(self):
        self.write(self.inbox, "one.txt", text="The Tern Guild was founded in 1961.")
        for said in ("accepted", "already here"):
            process = self.watch()
            self.assertRegex(process.stdout.readline(), "^%s .*one\\.txt$" % said)
            self.end(process)
        self.assertEqual(len(self.stored()), 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dateline", required=True)
    ARGS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
