#!/usr/bin/python3
"""kill -9 at random moments: nothing acknowledged may be lost, nothing may count twice.

    torture_test.py --dateline build/release/bin/dateline --protos proto            # the full form
    torture_test.py --dateline ... --protos proto --documents 60 --rounds 5         # the short one

First an undisturbed server ingests all articles and exports its facts. Then another one, on a
folder of its own, is given the same articles in another order while it is killed once a round:
during its start, while it accepts, or while it delivers. After the last restart everything that
was not acknowledged is sent again, and then
  * every document that was ever acknowledged is still there, and is DELIVERED;
  * no acknowledged document is accepted as new when it is sent again;
  * the export is byte-identical to the undisturbed one's.
"""
import argparse
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import grpc

import generated_articles
from scratch_folder import ScratchFolder

START_SECONDS = 120
SETTLE_SECONDS = 900


def load_stubs(protos, folder):
    """Generates the Python stubs of the ingest service and imports them."""
    files = ["dateline/access/v1/access.proto", "dateline/fact/v1/fact.proto",
             "dateline/ingest/v1/ingest.proto"]
    # Debian's grpc_tools bundle a protoc that is older than proto3 `optional`.
    subprocess.run(["protoc", "-I", protos, "--python_out", folder,
                    "--plugin=protoc-gen-grpc_python=" + shutil.which("grpc_python_plugin"),
                    "--grpc_python_out", folder, *files], check=True)
    sys.path.insert(0, folder)
    return (importlib.import_module("dateline.ingest.v1.ingest_pb2"),
            importlib.import_module("dateline.ingest.v1.ingest_pb2_grpc"))


class Server:
    """One life of `dateline serve`."""

    def __init__(self, binary, data, log):
        self.port_file = os.path.join(os.path.dirname(data), f"port-{time.monotonic_ns()}")
        self.process = subprocess.Popen(
            [binary, "serve", "--insecure", "--listen", "127.0.0.1:0", "--data", data,
             "--port-file", self.port_file, "--log", "none"], stderr=log, stdout=log)
        self.address = None

    def await_port(self):
        """True once it listens; False if it died before."""
        deadline = time.monotonic() + START_SECONDS
        while not os.path.exists(self.port_file):
            if self.process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise AssertionError("the server does not start")
            time.sleep(0.005)
        with open(self.port_file) as file:
            self.address = "127.0.0.1:" + file.read().strip()
        return True

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            raise AssertionError(f"the server ended with {self.process.returncode}")


class Client:
    def __init__(self, stubs, address):
        self.pb, pb_grpc = stubs
        self.channel = grpc.insecure_channel(address)
        self.stub = pb_grpc.IngestServiceStub(self.channel)

    def close(self):
        self.channel.close()

    def requests(self, articles, numbers):
        for number in numbers:
            article = articles[number]
            yield self.pb.SubmitDocumentsRequest(
                sequence=number,
                document=self.pb.RawDocument(
                    content=article["content"], uri=article["uri"], media_type="text/plain",
                    metadata=self.pb.DocumentMetadata(publisher=article["publisher"],
                                                      published_at=article["published_at"])))

    def submit(self, articles, numbers, on_answer):
        """Sends documents until all are answered or the server is gone; True if all were."""
        answered = 0
        try:
            for answer in self.stub.SubmitDocuments(self.requests(articles, numbers)):
                answered += 1
                if not answer.HasField("accepted"):
                    raise AssertionError(f"refused: {answer}")
                on_answer(answer.sequence, answer.accepted)
        except grpc.RpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED,
                                grpc.StatusCode.UNKNOWN):
                return False
            raise
        return answered == len(numbers)

    def await_settled(self):
        """The last state of every document, once nothing is left in the queue."""
        states = {}
        request = self.pb.WatchDeliveryRequest(until_settled=True)
        for update in self.stub.WatchDelivery(request, timeout=SETTLE_SECONDS):
            states[update.document_id] = update.delivery
        return states


def export(binary, address):
    return subprocess.run([binary, "--server", address, "--quiet", "export", "--format=jsonl"],
                          check=True, capture_output=True, timeout=SETTLE_SECONDS).stdout


def finish(binary, stubs, addresses, articles, numbers, acknowledged):
    """Sends `numbers` to ingest, waits for delivery, exports from query. Returns the export.

    `binary` is the client's, `addresses` are ingest's and query's."""
    ingest, query = addresses
    client = Client(stubs, ingest)

    def on_answer(number, accepted):
        if number in acknowledged and accepted.disposition != client.pb.DISPOSITION_DUPLICATE:
            raise AssertionError(f"acknowledged document {number} was lost")
        if acknowledged.setdefault(number, accepted.document_id) != accepted.document_id:
            raise AssertionError(f"document {number} changed its id")

    if not client.submit(articles, numbers, on_answer):
        raise AssertionError("the undisturbed server went away")
    states = client.await_settled()
    client.close()
    for number, document_id in acknowledged.items():
        if document_id not in states:
            raise AssertionError(f"acknowledged document {number} is gone")
        state = states[document_id]
        if state.state != stubs[0].DELIVERY_STATE_DELIVERED:
            raise AssertionError(f"document {number} is not delivered: {state}")
    if len(states) != len(articles):
        raise AssertionError(f"{len(states)} documents instead of {len(articles)}")
    return export(binary, query)


def run_undisturbed(options, stubs, articles, folder, log):
    server = Server(options.dateline, os.path.join(folder, "undisturbed"), log)
    if not server.await_port():
        raise AssertionError("the server does not start")
    exported = finish(options.dateline, stubs, (server.address, server.address), articles,
                      list(range(len(articles))), {})
    server.stop()
    return exported


def run_round(options, stubs, articles, data, numbers, acknowledged, rng, log):
    """One life that ends by kill -9. Returns when in its life it ended."""
    server = Server(options.dateline, data, log)
    moment = rng.random()
    if moment < 0.15:
        time.sleep(rng.uniform(0.0, 0.3))
        server.kill()
        return "starting"
    if not server.await_port():
        raise AssertionError("the server did not come back: see its log")
    # Either in the middle of its answers, or some time after its start, when it delivers.
    last_answer = rng.randint(1, len(numbers)) if numbers and moment < 0.6 else None
    killer = threading.Timer(rng.uniform(0.0, options.kill_within), server.kill)
    client = Client(stubs, server.address)
    answers = 0

    def on_answer(number, accepted):
        nonlocal answers
        if number in acknowledged and accepted.disposition != client.pb.DISPOSITION_DUPLICATE:
            raise AssertionError(f"acknowledged document {number} was lost")
        acknowledged[number] = accepted.document_id
        answers += 1
        if answers == last_answer:
            server.process.kill()

    try:
        if last_answer is None:
            killer.start()
        done = client.submit(articles, numbers, on_answer)
        if last_answer is None:
            killer.join()
    finally:
        killer.cancel()
        server.kill()
        client.close()
    return "delivering" if done else "accepting"


def run_tortured(options, stubs, articles, folder, log):
    rng = random.Random(options.seed + 1)
    data = os.path.join(folder, "tortured")
    order = list(range(len(articles)))
    rng.shuffle(order)
    acknowledged, ends, again = {}, {}, 0
    for number in range(options.rounds):
        due = order[:len(order) * (number + 1) // options.rounds]
        batch = [n for n in due if n not in acknowledged]
        # Some that were acknowledged are sent again, as a client does that lost the answer.
        known = [n for n in due if n in acknowledged]
        repeated = rng.sample(known, min(len(known), 3))
        again += len(repeated)
        end = run_round(options, stubs, articles, data, repeated + batch, acknowledged, rng, log)
        ends[end] = ends.get(end, 0) + 1
    server = Server(options.dateline, data, log)
    if not server.await_port():
        raise AssertionError("the server did not come back: see its log")
    before = len(acknowledged)
    exported = finish(options.dateline, stubs, (server.address, server.address), articles, order,
                      acknowledged)
    server.stop()
    return exported, {"acknowledged before the last start": before, "sent again": again,
                      "killed while": ends}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dateline", required=True, help="the dateline binary")
    parser.add_argument("--protos", required=True, help="the folder of the protos")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20210823)
    parser.add_argument("--kill-within", type=float, default=0.4,
                        help="seconds after the port opens within which a server is killed")
    parser.add_argument("--keep", help="a folder to keep data and logs in")
    options = parser.parse_args()

    began = time.monotonic()
    with ScratchFolder("dateline-torture-", options.keep) as scratch:
        folder = scratch.path
        stubs = load_stubs(options.protos, scratch.make("stubs"))
        articles = generated_articles.generate(options.seed, options.documents)
        with open(os.path.join(folder, "server.log"), "wb") as log:
            expected = run_undisturbed(options, stubs, articles, folder, log)
            undisturbed_seconds = time.monotonic() - began
            exported, summary = run_tortured(options, stubs, articles, folder, log)
        lines = expected.count(b"\n")
        if lines < options.documents // 5:
            raise AssertionError(f"only {lines} facts: the articles say more")
        if exported != expected:
            for name, content in (("expected", expected), ("exported", exported)):
                with open(os.path.join(folder, name + ".jsonl"), "wb") as file:
                    file.write(content)
            raise AssertionError(f"the exports differ: see {folder}/expected.jsonl, exported.jsonl")
        scratch.passed = True
        print(f"{options.documents} documents, {options.rounds} kills, {lines} facts: "
              f"all delivered, exports identical; {summary}; "
              f"undisturbed {undisturbed_seconds:.1f} s, "
              f"all {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
