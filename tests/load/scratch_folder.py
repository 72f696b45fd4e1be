"""The folder of one run: gone after a good end, kept for inspection after any other.

    with ScratchFolder("dateline-torture-", options.keep) as scratch:
        scratch.passed = run(scratch.path)
"""
import os
import shutil
import sys
import tempfile


class ScratchFolder:
    """`keep`: a folder to use instead, which stays in any case; else None."""

    def __init__(self, prefix, keep=None):
        self.keep, self.passed = keep, False
        self.path = keep or tempfile.mkdtemp(prefix=prefix)
        os.makedirs(self.path, exist_ok=True)

    def make(self, name):
        """A folder in it."""
        folder = os.path.join(self.path, name)
        os.makedirs(folder, exist_ok=True)
        return folder

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.passed and not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)
        elif not self.passed:
            print(f"kept for inspection: {self.path}", file=sys.stderr)
