#!/usr/bin/python3
"""All three daemons restarted one after the other under load: no call may fail at its client.

    rolling_restart_test.py --bin build/release/bin --protos proto                  # the short form
    rolling_restart_test.py --bin build/release/bin --protos proto --seconds 120    # the long one

Several clients make calls at a fixed rate: reads of all kinds, submissions, extractions. Each has
the channel options that examples/service_config.json recommends, TLS and a token, and nothing else:
no loop of its own around a call. Meanwhile query, extraction and ingest are told to end (SIGTERM),
end well, and are started again on the same port and data, again and again. At the end every call
was answered, every submission that was acknowledged is there and delivered, and each answer was
right: of the listings every page, of documents the one asked for.
"""
import argparse
import collections
import json
import os
import random
import sys
import threading
import time

import grpc

import deployment
import generated_articles
from scratch_folder import ScratchFolder
from submissions import Submissions, await_settled

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "integration"))
import harness  # pylint: disable=wrong-import-position

CALL_SECONDS = 30
LOADED = 100  # Documents that are there before the load begins.
SETTLE_SECONDS = 300


class Client:
    """One client: a channel to each server, and calls drawn by a seed."""

    def __init__(self, servers, submissions, loaded, seed):
        self.submissions = submissions
        self.loaded = loaded  # Documents that the fact base has from the beginning.
        self.rng = random.Random(seed)
        from dateline.extraction.v1 import extraction_pb2_grpc
        from dateline.ingest.v1 import ingest_pb2_grpc
        from dateline.query.v1 import query_pb2_grpc
        self.channels = [servers.connect(name, role, direct=True)
                         for name, role in (("ingest", "writer"), ("query", "reader"),
                                            ("extraction", "reader"))]
        self.ingest = ingest_pb2_grpc.IngestServiceStub(self.channels[0])
        self.query = query_pb2_grpc.QueryServiceStub(self.channels[1])
        self.extraction = extraction_pb2_grpc.ExtractionServiceStub(self.channels[2])

    def call(self):
        """One call; its kind. AssertionError if the answer is wrong."""
        draw = self.rng.random()
        for limit, kind in ((0.25, self.list_facts), (0.40, self.search), (0.50, self.timeline),
                            (0.60, self.statistics), (0.70, self.get_document),
                            (0.75, self.list_documents), (0.78, self.extract)):
            if draw < limit:
                kind()
                return kind.__name__
        self.submit()
        return "submit"

    def list_facts(self):
        from dateline.query.v1 import query_pb2
        page = self.query.ListFacts(query_pb2.ListFactsRequest(page_size=20), timeout=CALL_SECONDS)
        ids = [fact.id for fact in page.facts]
        assert len(set(ids)) == len(ids), "a fact twice on a page"

    def search(self):
        from dateline.query.v1 import query_pb2
        name = self.rng.choice(generated_articles.LAST)
        found = self.query.SearchEntities(query_pb2.SearchEntitiesRequest(query=name),
                                          timeout=CALL_SECONDS)
        for entity in found.entities:
            assert any(name.lower() in alias.name.lower() for alias in entity.aliases), entity

    def timeline(self):
        from dateline.query.v1 import query_pb2
        self.query.GetTimeline(query_pb2.GetTimelineRequest(page_size=20), timeout=CALL_SECONDS)

    def statistics(self):
        from dateline.query.v1 import query_pb2
        figures = self.query.GetStatistics(query_pb2.GetStatisticsRequest(), timeout=CALL_SECONDS)
        assert figures.documents >= self.loaded, "documents are gone"

    def get_document(self):
        from dateline.ingest.v1 import ingest_pb2
        number, document_id = self.submissions.any_acknowledged(self.rng)
        answer = self.ingest.GetDocument(ingest_pb2.GetDocumentRequest(document_id=document_id),
                                         timeout=CALL_SECONDS)
        assert answer.document.document.uri == self.submissions.articles[number]["uri"], "another document"

    def list_documents(self):
        from dateline.ingest.v1 import ingest_pb2
        page = self.ingest.ListDocuments(ingest_pb2.ListDocumentsRequest(page_size=20),
                                         timeout=CALL_SECONDS)
        assert len(page.documents) == 20, "documents are missing"

    def extract(self):
        from dateline.extraction.v1 import extraction_pb2
        text = "The Alder Forum was held in Oslo on May 3, 2021."
        answer = self.extraction.ExtractFacts(
            extraction_pb2.ExtractFactsRequest(document={"id": "0" * 32, "text": text}),
            timeout=CALL_SECONDS)
        assert answer.extraction.document.id == "0" * 32

    def submit(self):
        self.submissions.submit(self.ingest, CALL_SECONDS)

    def close(self):
        for channel in self.channels:
            channel.close()


class Load:
    """Calls at a fixed rate from all clients, until told to end."""

    def __init__(self, clients, per_second, threads_each):
        self.clients, self.per_second = clients, per_second
        self.mutex = threading.Lock()
        self.slot = 0
        self.waits = collections.defaultdict(list)  # Seconds, by kind of call.
        self.failures = []
        self.ended = threading.Event()
        self.began = time.monotonic()
        self.threads = [threading.Thread(target=self._run, args=(client,))
                        for client in clients for _ in range(threads_each)]
        for thread in self.threads:
            thread.start()

    def _run(self, client):
        while True:
            with self.mutex:
                due = self.began + self.slot / self.per_second
                self.slot += 1
            if self.ended.wait(max(0.0, due - time.monotonic())):
                return
            called = time.monotonic()
            try:
                kind = client.call()
                with self.mutex:
                    self.waits[kind].append(time.monotonic() - called)
            except (grpc.RpcError, AssertionError) as error:
                what = (f"{error.code().name}: {error.details()}"
                        if isinstance(error, grpc.RpcError) else f"wrong answer: {error}")
                with self.mutex:
                    self.failures.append((round(called - self.began, 2), what))

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        self.seconds = time.monotonic() - self.began


def restart(daemon):
    """Returns how long it took to end, and until it served again."""
    began = time.monotonic()
    daemon.stop()
    ended = time.monotonic()
    daemon.start()
    daemon.await_serving()
    return ended - began, time.monotonic() - began


def count_retries(folder):
    """How many attempts the servers saw that were not a call's first."""
    retries = 0
    with open(os.path.join(folder, "daemons.log"), encoding="utf-8", errors="replace") as file:
        for line in file:
            if '"previous_attempts"' in line:
                retries += json.loads(line)["previous_attempts"]
    return retries


def run(options, folder):
    articles = generated_articles.generate(
        options.seed, LOADED + int(options.calls_per_second * (options.seconds + 60)))
    servers = deployment.Deployment(options.bin, folder, flags={"ingest": ("--max-retry-delay", "1")})
    try:
        servers.start()
        submissions = Submissions(articles)
        clients = [Client(servers, submissions, LOADED, options.seed + n)
                   for n in range(options.clients)]
        submissions.submit_stream(clients[0].ingest, SETTLE_SECONDS, range(LOADED))
        await_settled(clients[0].ingest, SETTLE_SECONDS)
        load = Load(clients, options.calls_per_second, 64 // options.clients)
        restarts, deadline = [], time.monotonic() + options.seconds
        try:
            while not restarts or time.monotonic() < deadline:
                for daemon in (servers.query, servers.extractions[0], servers.ingest):
                    time.sleep(options.pause)
                    restarts.append((daemon.name, *restart(daemon)))
            time.sleep(options.pause)
        finally:
            load.end()
        states = await_settled(clients[0].ingest, SETTLE_SECONDS)
        for client in clients:
            client.close()
        servers.stop()
    finally:
        servers.close()
    return submissions, load, restarts, states


def report(options, submissions, load, restarts, states, folder):
    from dateline.ingest.v1 import ingest_pb2
    waits = [wait for kind in load.waits.values() for wait in kind]
    lost = [number for number, document_id in submissions.acknowledged.items()
            if document_id not in states or
            states[document_id].state != ingest_pb2.DELIVERY_STATE_DELIVERED]
    figures = {
        "calls": len(waits) + len(load.failures),
        "calls_per_second": round((len(waits) + len(load.failures)) / load.seconds, 1),
        "failures": len(load.failures),
        "restarts": len(restarts),
        "longest_end_seconds": round(max(end for _, end, _ in restarts), 2),
        "longest_restart_seconds": round(max(whole for _, _, whole in restarts), 2),
        "retries": count_retries(folder),
        "longest_wait_seconds": round(max(waits), 2),
        "waits_over_a_second": sum(wait > 1 for wait in waits),
        "submitted": len(submissions.acknowledged),
        "not_delivered": len(lost),
    }
    if options.json:
        for name, value in figures.items():
            line = {"measure": "rolling_restart." + name, "value": value}
            if name in ("failures", "not_delivered"):
                line["wanted"] = 0
            print(json.dumps(line))
    else:
        print(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in figures.items()))
    for failure in load.failures[:20]:
        print("failed at %.2f s: %s" % failure, file=sys.stderr)
    return not load.failures and not lost


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="the folder of the binaries")
    parser.add_argument("--protos", required=True, help="the folder of the protos")
    parser.add_argument("--seconds", type=float, default=10, help="how long at least")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between restarts")
    parser.add_argument("--calls-per-second", type=float, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20211122)
    parser.add_argument("--json", action="store_true", help="one line for each measure")
    parser.add_argument("--keep", help="a folder to keep data and logs in")
    options = parser.parse_args()
    with ScratchFolder("dateline-rolling-", options.keep) as scratch:
        harness.generate_stubs(options.protos, scratch.make("stubs"))
        scratch.passed = report(options, *run(options, scratch.path), scratch.path)
    return 0 if scratch.passed else 1


if __name__ == "__main__":
    sys.exit(main())
