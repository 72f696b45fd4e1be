#!/usr/bin/python3
"""Runs the section "Three daemons by hand" of docs/guides/deploy.md as a reader would.

    deploy_guide_test.py --root . --bin build/release/bin

Takes the commands and the file of settings out of the guide itself and runs them
in a folder of their own; only building is left out, and the ports are others, so
that the test may run beside a real deployment. Then the section on certificates:
they are renewed under the running daemons, which must show the new ones.
"""
import argparse
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

ARGS = None
PORTS = {}


def section(title):
    with open(os.path.join(ARGS.root, "docs", "guides", "deploy.md"), encoding="utf-8") as file:
        text = file.read()
    return re.search(r"^## %s\n(.*?)^## " % re.escape(title), text, re.MULTILINE | re.DOTALL)[1]


def blocks(title):
    """(language, content) of the code blocks of a section, with the test's ports."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", section(title), re.MULTILINE | re.DOTALL)
    return [(language, with_ports(content)) for language, content in found]


def with_ports(text):
    return re.sub(r"\b743[123]\b", lambda match: str(PORTS[match[0]]), text)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Shell:
    """One bash that keeps its variables and background jobs, as a terminal does."""

    def __init__(self, folder):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DATELINE_")}
        environment["PATH"] = ARGS.bin + ":" + environment["PATH"]
        self.log = os.path.join(folder, "terminal")
        with open(self.log, "wb") as log:
            self.bash = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder,
                                         env=environment, text=True, start_new_session=True)
        self.folder, self.count = folder, 0

    def run(self, commands, timeout=240):
        """Output of the commands; fails if any of them does."""
        self.count += 1
        mark = os.path.join(self.folder, "done-%d" % self.count)
        begin = os.path.getsize(self.log)
        self.bash.stdin.write("failed=0; trap 'failed=$?' ERR\n%s\ntrap - ERR\necho $failed >%s.new; mv %s.new %s\n" % (
            commands, mark, mark, mark))
        self.bash.stdin.flush()
        give_up = time.monotonic() + timeout
        while not os.path.exists(mark):
            if time.monotonic() > give_up or self.bash.poll() is not None:
                raise AssertionError("no end of:\n%s\n%s" % (commands, self.output(begin)))
            time.sleep(0.05)
        with open(mark, encoding="utf-8") as file:
            code = int(file.read())
        if code != 0:
            raise AssertionError("exit code %d in:\n%s\n%s" % (code, commands, self.output(begin)))
        return self.output(begin)

    def output(self, begin=0):
        with open(self.log, "rb") as file:
            file.seek(begin)
            return file.read().decode(errors="replace")

    def close(self):
        os.killpg(self.bash.pid, signal.SIGTERM)
        try:
            self.bash.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.bash.pid, signal.SIGKILL)


def serial_of(port, authority):
    """Serial number of the certificate that a server shows."""
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols(["h2"])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        with context.wrap_socket(connection, server_hostname="localhost") as secure:
            return secure.getpeercert()["serialNumber"]


class DeployGuideTest(unittest.TestCase):
    def setUp(self):
        PORTS.update({port: free_port() for port in ("7431", "7432", "7433")})
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("deploy", "tests"):
            os.symlink(os.path.join(ARGS.root, name), os.path.join(self.folder.name, name))
        self.shell = Shell(self.folder.name)
        self.addCleanup(self.shell.close)

    def wait_until_serving(self):
        give_up = time.monotonic() + 120
        for port in PORTS.values():
            while True:
                try:
                    self.shell.run("dateline --ca run/tls/ca.crt --server localhost:%d health" % port)
                    break
                except AssertionError:
                    if time.monotonic() > give_up:
                        raise
                    time.sleep(0.1)

    def follow(self):
        """The section, block by block; what the last one printed."""
        (_, build), (_, access), (language, settings), (_, start), (_, use) = blocks("Three daemons by hand")
        self.shell.run("\n".join(line for line in build.splitlines() if line.startswith(("mkdir", "deploy/"))))
        self.shell.run(access)
        self.assertEqual(language, "toml")
        for name, port in zip(("ingest", "extraction", "query"), ("7431", "7432", "7433")):
            settings = settings.replace("[%s]\n" % name, '[%s]\nlisten = "127.0.0.1:%d"\n' % (name, PORTS[port]))
        with open(os.path.join(self.folder.name, "run", "dateline.toml"), "w", encoding="utf-8") as file:
            file.write(settings)
        self.shell.run(start)
        self.wait_until_serving()
        return self.shell.run(use)

    def test_the_three_daemons(self):
        printed = self.follow()
        self.assertEqual(printed.count("SERVING\n"), 3, printed)
        self.assertIn("Tomas Vardeny", printed)
        self.assertIn("The fact base holds", printed)
        with open(os.path.join(self.folder.name, "run", "newsroom-token"), encoding="utf-8") as file:
            token = file.read().strip()
        self.assertNotIn(token, self.shell.output(), "a token is in what daemons and client print")
        query = "dateline --ca run/tls/ca.crt --server localhost:%d " % PORTS["7433"]
        for command, expected in (("env -u DATELINE_TOKEN_FILE " + query + "facts", "asks who calls"),
                                  (query + "purge --store query", "admin")):
            with self.assertRaises(AssertionError) as refused:
                self.shell.run(command)
            self.assertRegex(str(refused.exception), "(?i)" + expected)

        authority = os.path.join(self.folder.name, "run", "tls", "ca.crt")
        before = {port: serial_of(port, authority) for port in PORTS.values()}
        self.shell.run("deploy/make-certificates run/tls")
        give_up = time.monotonic() + 60
        waiting = set(PORTS.values())
        while waiting:
            self.assertLess(time.monotonic(), give_up, "still the old certificates: %s" % waiting)
            waiting = {port for port in waiting if serial_of(port, authority) == before[port]}
            time.sleep(0.1)
        self.shell.run("dateline --ca run/tls/ca.crt --server localhost:%d facts --limit 1" % PORTS["7433"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--bin", required=True)
    ARGS, rest = parser.parse_known_args()
    ARGS.root, ARGS.bin = os.path.abspath(ARGS.root), os.path.abspath(ARGS.bin)
    unittest.main(argv=[sys.argv[0], *rest])
