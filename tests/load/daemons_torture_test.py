#!/usr/bin/python3
"""kill -9 across the three daemons, with faults between them: nothing lost, nothing doubled.

    daemons_torture_test.py --bin build/release/bin --protos proto --rounds 100   # the full form
    daemons_torture_test.py --bin build/release/bin --protos proto                # the short one

First three undisturbed daemons take all articles, and their facts are exported. Then three others,
on folders of their own, are given the same articles in another order. Between ingest and the other
two stand proxies that refuse, hang and drop connections. In each round faults come and go, and one
or several daemons are killed with SIGKILL: while they start, while ingest accepts, or while it
delivers; then they are started again. After the last round the faults end, everything is sent again
and delivered, and then
  * every document that was ever acknowledged is still there, and is DELIVERED;
  * no acknowledged document is accepted as new when it is sent again;
  * the export is byte-identical to the undisturbed one's.
"""
import argparse
import os
import random
import signal
import subprocess
import threading
import time

import fault_proxy
import generated_articles
from scratch_folder import ScratchFolder
from torture_test import Client, finish, load_stubs

START_SECONDS = 120


class Daemon:
    """One of the three, through all its lives."""

    def __init__(self, name, command, folder, log, proxy=None):
        self.name = name
        self.command = command
        self.folder = folder
        self.log = log
        self.proxy = proxy
        self.process = None
        self.address = None
        self.lives = 0

    def start(self):
        self.lives += 1
        self.port_file = os.path.join(self.folder, f"{self.name}-port-{self.lives}")
        self.process = subprocess.Popen(
            [*self.command, "--insecure", "--listen", "127.0.0.1:0", "--port-file", self.port_file],
            stdout=self.log, stderr=self.log)

    def await_port(self):
        deadline = time.monotonic() + START_SECONDS
        while not os.path.exists(self.port_file):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.name} does not start: see the log")
            time.sleep(0.002)
        with open(self.port_file) as file:
            port = int(file.read())
        self.address = f"127.0.0.1:{port}"
        if self.proxy is not None:
            self.proxy.target = ("127.0.0.1", port)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            raise AssertionError(f"{self.name} ended with {self.process.returncode}")


class Daemons:
    """The three, with proxies between them."""

    def __init__(self, binaries, folder, log):
        os.makedirs(folder, exist_ok=True)
        self.proxies = {"extraction": fault_proxy.FaultProxy(), "query": fault_proxy.FaultProxy()}

        def binary(name):
            return os.path.join(binaries, "dateline-" + name)

        self.extraction = Daemon("extraction", [binary("extraction")], folder, log,
                                 self.proxies["extraction"])
        self.query = Daemon("query", [binary("query"), "--data", os.path.join(folder, "query")],
                            folder, log, self.proxies["query"])
        self.ingest = Daemon(
            "ingest",
            [binary("ingest"), "--data", os.path.join(folder, "ingest"),
             "--extraction", f"127.0.0.1:{self.proxies['extraction'].port}",
             "--query", f"127.0.0.1:{self.proxies['query'].port}",
             "--max-retry-delay", "1", "--max-attempts", "100000"], folder, log)
        self.all = [self.extraction, self.query, self.ingest]
        for daemon in self.all:
            daemon.start()
        for daemon in self.all:
            daemon.await_port()

    def addresses(self):
        """Where documents go, and where facts come from."""
        return self.ingest.address, self.query.address

    def set_modes(self, mode):
        for proxy in self.proxies.values():
            proxy.set_mode(mode)

    def stop(self):
        for daemon in reversed(self.all):
            daemon.stop()
        for proxy in self.proxies.values():
            proxy.close()

    def kill(self):
        for daemon in self.all:
            if daemon.process is not None and daemon.process.poll() is None:
                daemon.kill()


class Faults:
    """Changes the proxies' modes until told to end."""

    def __init__(self, daemons, rng, counts):
        self.daemons, self.rng, self.counts = daemons, rng, counts
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while True:
            for name, proxy in self.daemons.proxies.items():
                mode = self.rng.choice(["pass", "pass", "refuse", "hang", "drop"])
                proxy.set_mode(mode, drop_after=self.rng.randint(0, 20_000))
                key = f"{name} {mode}"
                self.counts[key] = self.counts.get(key, 0) + 1
            if self.ended.wait(self.rng.uniform(0.02, 0.25)):
                return

    def end(self):
        self.ended.set()
        self.thread.join()
        self.daemons.set_modes("pass")


def choose_victims(daemons, rng):
    victims = [daemon for daemon in daemons.all if rng.random() < 0.4]
    return victims or [rng.choice(daemons.all)]


def run_round(options, stubs, articles, daemons, numbers, acknowledged, rng, counts):
    """Sends `numbers` amid faults and kills some of the three in the middle of it."""
    faults = Faults(daemons, random.Random(rng.random()), counts["faults"])
    victims = choose_victims(daemons, rng)
    # In the middle of ingest's answers, or some time later, when it delivers.
    last_answer = rng.randint(1, len(numbers)) if numbers and rng.random() < 0.5 else None
    delay = rng.uniform(0.0, options.kill_within)
    client = Client(stubs, daemons.ingest.address)
    answers = 0

    def kill_victims():
        for victim in victims:
            victim.process.kill()

    def on_answer(number, accepted):
        nonlocal answers
        if number in acknowledged and accepted.disposition != client.pb.DISPOSITION_DUPLICATE:
            raise AssertionError(f"acknowledged document {number} was lost")
        acknowledged[number] = accepted.document_id
        answers += 1
        if answers == last_answer:
            kill_victims()

    killer = threading.Timer(delay, kill_victims)
    try:
        if last_answer is None:
            killer.start()
        client.submit(articles, numbers, on_answer)
        if last_answer is None:
            killer.join()
    finally:
        killer.cancel()
        kill_victims()
        client.close()
    for victim in victims:
        victim.process.wait()
        counts["killed"][victim.name] = counts["killed"].get(victim.name, 0) + 1
        victim.start()
        if rng.random() < 0.2:
            # Again, while it starts.
            time.sleep(rng.uniform(0.0, 0.3))
            victim.kill()
            counts["killed starting"] += 1
            victim.start()
    for victim in victims:
        victim.await_port()
    faults.end()


def run_tortured(options, stubs, articles, folder, log):
    rng = random.Random(options.seed + 1)
    order = list(range(len(articles)))
    rng.shuffle(order)
    acknowledged = {}
    counts = {"killed": {}, "killed starting": 0, "faults": {}}
    daemons = Daemons(options.bin, os.path.join(folder, "tortured"), log)
    try:
        for number in range(options.rounds):
            due = order[:len(order) * (number + 1) // options.rounds]
            batch = [n for n in due if n not in acknowledged]
            # Some that were acknowledged are sent again, as a client does that lost the answer.
            known = [n for n in due if n in acknowledged]
            repeated = rng.sample(known, min(len(known), 3))
            run_round(options, stubs, articles, daemons, repeated + batch, acknowledged, rng, counts)
        counts["acknowledged before the end"] = len(acknowledged)
        began = time.monotonic()
        exported = finish(os.path.join(options.bin, "dateline"), stubs, daemons.addresses(),
                          articles, order, acknowledged)
        counts["seconds to settle"] = round(time.monotonic() - began, 1)
        daemons.stop()
    finally:
        daemons.kill()
    return exported, counts


def run_undisturbed(options, stubs, articles, folder, log):
    daemons = Daemons(options.bin, os.path.join(folder, "undisturbed"), log)
    try:
        exported = finish(os.path.join(options.bin, "dateline"), stubs, daemons.addresses(),
                          articles, list(range(len(articles))), {})
        daemons.stop()
    finally:
        daemons.kill()
    return exported


def compare(options, expected, exported, folder):
    facts = expected.count(b"\n")
    if facts < options.documents // 5:
        raise AssertionError(f"only {facts} facts: the articles say more")
    if exported != expected:
        for name, content in (("expected", expected), ("exported", exported)):
            with open(os.path.join(folder, name + ".jsonl"), "wb") as file:
                file.write(content)
        raise AssertionError(f"the exports differ: see {folder}/expected.jsonl, exported.jsonl")
    return facts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="the folder of the binaries")
    parser.add_argument("--protos", required=True, help="the folder of the protos")
    parser.add_argument("--documents", type=int, help="default: 5 a round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20210823)
    parser.add_argument("--kill-within", type=float, default=0.5,
                        help="seconds after the start of a round within which daemons are killed")
    parser.add_argument("--keep", help="a folder to keep data and logs in")
    options = parser.parse_args()
    options.documents = options.documents or 5 * options.rounds

    began = time.monotonic()
    with ScratchFolder("dateline-daemons-torture-", options.keep) as scratch:
        folder = scratch.path
        stubs = load_stubs(options.protos, scratch.make("stubs"))
        articles = generated_articles.generate(options.seed, options.documents)
        with open(os.path.join(folder, "daemons.log"), "wb") as log:
            expected = run_undisturbed(options, stubs, articles, folder, log)
            exported, counts = run_tortured(options, stubs, articles, folder, log)
        facts = compare(options, expected, exported, folder)
        scratch.passed = True
        print(f"{options.documents} documents, {options.rounds} rounds, {facts} facts: all "
              f"delivered, exports identical; {counts}; {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
