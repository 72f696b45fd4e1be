#!/usr/bin/python3
"""The root folder of the image: made, measured, and served from.

    image_test.py --root . --bin build/release/bin

Makes the folder with deploy/image/make-root, holds its size and its bill of
materials against what lies in it, and starts the daemons in it with
deploy/image/prove-root. Folders that lack a library or hold a set-uid file must
be refused. Exits with 77, which ctest reports as skipped, where icu-devtools,
root or mounts are missing.
"""
import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ARGS = None
SKIPPED = 77
MOST_MEGABYTES = 120


def make_root(folder):
    done = subprocess.run([os.path.join(ARGS.root, "deploy", "image", "make-root"), "--bin", ARGS.bin, "--json", folder],
                          check=True, capture_output=True, text=True, timeout=300,
                          env={**os.environ, "SOURCE_DATE_EPOCH": "1900000000"})
    return json.loads(done.stdout)


def prove(folder):
    return subprocess.run([os.path.join(ARGS.root, "deploy", "image", "prove-root"), folder, "--against",
                           os.path.join(ARGS.bin, "dateline")], capture_output=True, text=True, timeout=500, check=False)


def digest(folder):
    """One hash over names, modes and bytes of everything in a folder."""
    total = hashlib.sha256()
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files + folders):
            path = os.path.join(place, name)
            total.update(("%s %o " % (os.path.relpath(path, folder), os.lstat(path).st_mode)).encode())
            if os.path.islink(path):
                total.update(os.readlink(path).encode())
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    total.update(hashlib.sha256(file.read()).digest())
    return total.hexdigest()


class ImageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.made = os.path.join(cls.folder.name, "root")
        cls.figures = make_root(cls.made)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def copy(self, name):
        path = os.path.join(self.folder.name, name)
        shutil.copytree(self.made, path, symlinks=True)
        return path

    def bill(self):
        with open(os.path.join(self.made, "usr/share/doc/dateline/sbom.spdx.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_is_small(self):
        size = sum(os.lstat(os.path.join(place, name)).st_size
                   for place, _, names in os.walk(self.made) for name in names)
        self.assertLess(size, MOST_MEGABYTES * 1e6)
        self.assertAlmostEqual(size / 1e6, self.figures["megabytes"], delta=0.1)

    def test_the_same_inputs_give_the_same_bytes(self):
        again = os.path.join(self.folder.name, "again")
        make_root(again)
        self.assertEqual(digest(again), digest(self.made))

    def test_every_library_is_in_the_bill(self):
        comments = [one["comment"] for one in self.bill()["packages"] if "comment" in one]
        named = [name for comment in comments if comment.startswith("Files in the image: ")
                 for name in comment.removeprefix("Files in the image: ").split(". ")[0].split(", ")]
        there = [name for place, _, names in os.walk(os.path.join(self.made, "usr", "lib")) for name in names
                 if not os.path.islink(os.path.join(place, name))]
        self.assertGreater(len(there), 50)
        self.assertEqual(sorted(named), sorted(there))

    def test_every_package_has_licence_record_and_address(self):
        bill = self.bill()
        self.assertEqual(bill["spdxVersion"], "SPDX-2.3")
        identifiers = [one["SPDXID"] for one in bill["packages"]]
        self.assertEqual(len(set(identifiers)), len(identifiers))
        related = {one["relatedSpdxElement"] for one in bill["relationships"]}
        self.assertEqual(related, set(identifiers))
        for package in bill["packages"]:
            if package["name"] == "dateline":
                continue
            for path in ("usr/share/doc/%s/copyright", "var/lib/dpkg/status.d/%s"):
                self.assertTrue(os.path.isfile(os.path.join(self.made, path % package["name"])), package["name"])
            locator = package["externalRefs"][0]["referenceLocator"]
            self.assertTrue(locator.startswith("pkg:deb/debian/"), locator)

    def test_daemons_serve_in_it(self):
        done = prove(self.made)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        print(done.stdout.strip())

    def test_a_folder_without_a_library_is_refused(self):
        broken = self.copy("without")
        library = next(os.path.join(place, name) for place, _, names in os.walk(broken) for name in names
                       if name.startswith("libuchardet.so"))
        os.unlink(library)
        done = prove(broken)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("libuchardet", done.stderr)

    def test_a_set_uid_file_is_refused(self):
        broken = self.copy("setuid")
        os.chmod(os.path.join(broken, "usr/bin/dateline"), 0o4755)
        done = prove(broken)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("usr/bin/dateline", done.stderr)


def missing_tools():
    """What this machine lacks, as one line; empty if nothing."""
    for tool in ("icupkg", "cc", "strip", "openssl"):
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin"):
            return tool + " is not installed: run tools/install-packages --tests"
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return "mounts of its own need root"
    return ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--bin", required=True)
    ARGS, rest = parser.parse_known_args()
    if reason := missing_tools():
        print("skipped: " + reason)
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *rest])
