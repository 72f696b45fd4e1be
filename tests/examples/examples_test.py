#!/usr/bin/python3
"""One example client against `dateline serve`, over a real socket.

    examples_test.py --language python|node|go --dateline build/release/bin/dateline --root .

Builds the client as its own head says, has it read a bundled article without TLS,
over TLS with a token, and over TLS with a client certificate, and holds what it
prints against what the server's export says of the same article. Wrong tokens
and missing ones must fail, and no token may leave without TLS. Exits with 77,
which ctest reports as skipped, where the language's packages are missing.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ARGS = None
SKIPPED = 77
ARTICLE = "04-northern-ledger.txt"


def command_of(language, folder):
    """(command, environment) of the built client, or a line that says what is missing."""
    examples = os.path.join(ARGS.root, "examples")
    if language == "python":
        import harness  # pylint: disable=import-outside-toplevel
        harness.generate_stubs(os.path.join(ARGS.root, "proto"), folder)
        return ([sys.executable, "-B", os.path.join(examples, "python", "read_article.py")],
                {"PYTHONPATH": folder})
    if language == "node":
        if not shutil.which("node"):
            return "node is not installed"
        if not os.path.isdir(os.path.join(examples, "node", "node_modules", "@grpc", "grpc-js")):
            return "the npm packages are not installed: run tools/install-packages --tests"
        return ["node", os.path.join(examples, "node", "read_article.js")], {}
    for needed in ("/usr/bin/go", "/usr/bin/protoc-gen-go", "/usr/share/gocode/src/google.golang.org/grpc"):
        if not os.path.exists(needed):
            return needed + " is missing: run tools/install-packages --tests"
    subprocess.run([os.path.join(examples, "go", "build"), folder], check=True, timeout=540,
                   env={**os.environ, "GOCACHE": ARGS.cache or os.path.join(folder, "cache")})
    return [os.path.join(folder, "read_article")], {}


class ExampleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(ARGS.root, "tests", "data", "articles", ARTICLE)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_client(self, *flags, token=None):
        """(exit code, standard output, standard error)."""
        environment = {**os.environ, **CLIENT[1]}
        environment.pop("DATELINE_TOKEN", None)
        if token is not None:
            environment["DATELINE_TOKEN"] = token
        done = subprocess.run([*CLIENT[0], *flags, self.path], env=environment, capture_output=True,
                              text=True, timeout=300, check=False)
        return done.returncode, done.stdout, done.stderr

    def assert_lists_what_is_exported(self, printed, served):
        """Facts and evidence lines must be those of the export, which another client wrote."""
        lines = subprocess.run([ARGS.dateline, "export", "--format=jsonl"], check=True, capture_output=True,
                               env={**os.environ, **served.client_environment}, timeout=120).stdout.splitlines()
        evidence = sorted(" ".join(part["text"].split()) for line in lines
                          for part in json.loads(line)["evidence"])
        self.assertGreater(len(evidence), 10)
        self.assertEqual(sorted(line.strip() for line in printed.splitlines() if line.startswith("    ")), evidence)
        headlines = [line for line in printed.splitlines() if not line.startswith(" ")]
        self.assertEqual(len(headlines), len(lines))
        self.assertTrue(any(line.startswith("holds_position: ") for line in headlines), headlines)
        self.assertTrue(any(line.startswith("said: ") for line in headlines), headlines)

    def test_reads_an_article_without_tls(self):
        with Server(self.folder.name, "plain") as served:
            code, out, err = self.run_client("--server", served.address)
            self.assertEqual(code, 0, err)
            self.assert_lists_what_is_exported(out, served)
            again = self.run_client("--server", served.address)
            self.assertEqual(again, (0, out, ""), "submitting twice changes nothing")

    def secure_server(self, name):
        """A server with TLS, and the files of a client: its CA, tokens and certificates."""
        folder = os.path.join(self.folder.name, name + "-files")
        for one in ("server", "newsroom", "stranger"):
            subprocess.run([os.path.join(ARGS.root, "deploy", "make-certificates"), folder, one, one, "localhost"],
                           check=True, capture_output=True, timeout=60)
        access = os.path.join(folder, "access.json")
        for role in ("writer", "reader"):
            subprocess.run([ARGS.dateline, "admin", "tokens", "create", role + "-of-" + name, "--role", role,
                            "--access", access, "--out", os.path.join(folder, role)], check=True, capture_output=True,
                           timeout=60)
        subprocess.run([ARGS.dateline, "admin", "certificates", "allow", "dns:newsroom", "--role", "writer",
                        "--access", access], check=True, capture_output=True, timeout=60)
        served = Server(self.folder.name, name, "--tls-certificate", folder + "/server/tls.crt", "--tls-key",
                        folder + "/server/tls.key", "--tls-client-ca", folder + "/ca.crt", "--access", access)
        served.address = served.address.replace("127.0.0.1", "localhost")
        served.client_environment = {"DATELINE_SERVER": served.address, "DATELINE_CA": folder + "/ca.crt",
                                     "DATELINE_TOKEN_FILE": folder + "/reader"}
        return served, folder

    def test_reads_an_article_over_tls_with_a_token(self):
        served, files = self.secure_server("token")
        with served:
            server = ("--server", served.address, "--ca", files + "/ca.crt")
            code, out, err = self.run_client(*server, "--token-file", files + "/writer")
            self.assertEqual(code, 0, err)
            self.assert_lists_what_is_exported(out, served)
            with open(files + "/writer", encoding="utf-8") as file:
                token = file.read().strip()
            self.assertEqual(self.run_client(*server, token=token), (0, out, ""), "from the environment")
            self.assertNotIn(token, served.served.read_log())
            for flags, expected in (((), "(?i)unauthenticated"), (("--token-file", files + "/ca.crt"), "."),
                                    (("--token-file", files + "/reader"), "(?i)permission_?denied")):
                code, out, err = self.run_client(*server, *flags)
                self.assertEqual((code, out), (1, ""), flags)
                self.assertRegex(err, expected)
            code, out, err = self.run_client("--server", served.address)
            self.assertEqual((code, out), (1, ""), "without TLS")

    def test_reads_an_article_over_tls_with_a_certificate(self):
        served, files = self.secure_server("certificate")
        with served:
            server = ("--server", served.address, "--ca", files + "/ca.crt")
            code, out, err = self.run_client(*server, "--certificate", files + "/newsroom/tls.crt", "--key",
                                             files + "/newsroom/tls.key")
            self.assertEqual(code, 0, err)
            self.assert_lists_what_is_exported(out, served)
            code, out, err = self.run_client(*server, "--certificate", files + "/stranger/tls.crt", "--key",
                                             files + "/stranger/tls.key")
            self.assertEqual((code, out), (1, ""), "a certificate that nobody allowed")
            self.assertRegex(err, "(?i)unauthenticated|permission_?denied")

    def test_shows_no_token_without_tls(self):
        code, out, err = self.run_client("--server", "127.0.0.1:9", token="dateline-secret-word")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("in the clear", err)
        self.assertNotIn("secret-word", err)

    def test_says_when_nobody_answers(self):
        code, out, err = self.run_client("--server", "127.0.0.1:9")
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, "(?i)unavailable")


class Server:
    """A running `dateline serve` with a data folder of its own."""

    def __init__(self, folder, name, *flags):
        import harness  # pylint: disable=import-outside-toplevel
        self.served = harness.Served(ARGS.dateline, os.path.join(folder, name), *flags)
        self.address = self.served.address
        self.client_environment = {"DATELINE_SERVER": self.address}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.served.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", required=True, choices=["python", "node", "go"])
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--root", required=True)
    parser.add_argument("--cache", default="", help="folder that keeps what Go compiled")
    ARGS, rest = parser.parse_known_args()
    ARGS.root = os.path.abspath(ARGS.root)
    ARGS.cache = ARGS.cache and os.path.abspath(ARGS.cache)
    sys.path.insert(0, os.path.join(HERE, "..", "integration"))
    with tempfile.TemporaryDirectory() as built:
        CLIENT = command_of(ARGS.language, built)
        if isinstance(CLIENT, str):
            print("skipped: " + CLIENT)
            sys.exit(SKIPPED)
        unittest.main(argv=[sys.argv[0], *rest])
