"""Clients of a deployment that suffers: they submit, list and watch, and check every answer.

    load = MixedLoad(servers, submissions, seed, reads_per_second=40, submissions_per_second=3)
    ... faults ...
    load.end()
    load.outcomes     # every call: when, what, whom, how it ended
    load.wrong        # answers that were not right, in words
    load.watched      # all changes of facts, in the order in which they came

Readers have no loop of their own around a call: channel options as examples/service_config.json
recommends are all they have against faults. Who submits sends again what was not acknowledged, and
who watches goes on from the last resume token: that is what these calls ask of a client.
"""
import random
import threading
import time
from collections import namedtuple

import grpc

READ_SECONDS = 15
SUBMIT_SECONDS = 20
STREAM_DOCUMENTS = 5
# Codes after which a document of a stream is sent again: UNAVAILABLE, RESOURCE_EXHAUSTED.
TEMPORARY = (14, 8)

# Seconds of the monotonic clock; `code` is None for OK; `target` is a daemon's name.
Outcome = namedtuple("Outcome", "began ended kind target code details")


def change_key(change):
    """What tells one change of a fact from all others."""
    return (change.recorded_at.seconds, change.recorded_at.nanos, change.type, change.fact.id,
            change.merged_into)


def watch(stub, pb, resume_token, timeout=None):
    """A stream of changes from `resume_token`, or of all there ever were."""
    return stub.WatchFacts(
        pb.WatchFactsRequest(resume_token=resume_token, from_beginning=not resume_token),
        timeout=timeout)


class MixedLoad:
    def __init__(self, servers, submissions, seed, reads_per_second, submissions_per_second,
                 readers=8):
        self.servers, self.submissions = servers, submissions
        self.mutex = threading.Lock()
        self.outcomes, self.wrong, self.watched = [], [], []
        self.watch_token = ""
        self.past = []  # (moment, what GetStatistics said of it)
        self.ended = threading.Event()
        self.watch_ended = threading.Event()
        self._watch_call = None
        paced = [(self._read, readers / reads_per_second)] * readers
        paced += [(self._submit, 2 / submissions_per_second),
                  (self._submit_stream, 2 * STREAM_DOCUMENTS / submissions_per_second)]
        self.threads = [threading.Thread(target=self._run, args=(what, pause, seed + number))
                        for number, (what, pause) in enumerate(paced)]
        self.watcher = threading.Thread(target=self._watch)
        for thread in (*self.threads, self.watcher):
            thread.start()

    def end(self):
        """Ends reading and submitting; what was being submitted is acknowledged then."""
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def end_watching(self):
        self.watch_ended.set()
        if self._watch_call is not None:
            self._watch_call.cancel()
        self.watcher.join()

    def _run(self, what, pause, seed):
        rng = random.Random(seed)
        client = Client(self.servers)
        while not self.ended.wait(rng.uniform(0.5, 1.5) * pause):
            try:
                what(client, rng)
            except grpc.RpcError:
                pass  # Noted where it was called.
            except AssertionError as error:
                with self.mutex:
                    self.wrong.append(str(error))
        client.close()

    def call(self, kind, target, method, request, timeout):
        """One call, noted."""
        began, code, details = time.monotonic(), None, ""
        try:
            return method(request, timeout=timeout)
        except grpc.RpcError as error:
            code, details = error.code().name, error.details()
            raise
        finally:
            outcome = Outcome(began, time.monotonic(), kind, target, code, details)
            with self.mutex:
                self.outcomes.append(outcome)

    def _read(self, client, rng):
        kinds = [self._list_facts, self._list_facts, self._past, self._search, self._document,
                 self._documents, self._extract]
        rng.choice(kinds)(client, rng)

    def _list_facts(self, client, rng):
        """Pages of one listing are whole: what one large page of the same moment holds."""
        pb = client.query_pb
        request = pb.ListFactsRequest(
            filter={"types": [rng.choice(["holds_position", "member_of", "contact.",
                                          "member_count", "founded_on"])]},
            order=rng.randrange(5), page_size=rng.choice([7, 20, 50]))
        pages, ids = 0, []
        while pages < 4:
            page = self.call("list", "query", client.query.ListFacts, request, READ_SECONDS)
            ids += [fact.id for fact in page.facts]
            request.page_token = page.next_page_token
            pages += 1
            if not page.next_page_token:
                break
        assert len(set(ids)) == len(ids), "a fact twice in a listing"
        whole = pb.ListFactsRequest(filter=request.filter, order=request.order, page_size=200,
                                    known_at=page.known_at)
        page = self.call("list", "query", client.query.ListFacts, whole, READ_SECONDS)
        same = [fact.id for fact in page.facts][:len(ids)]
        assert same == ids[:len(same)], f"pages of one listing differ from the whole: {request}"
        if not request.page_token and not page.next_page_token:
            assert len(page.facts) == len(ids), "pages of one listing are not complete"

    def _past(self, client, rng):
        """What was known at a moment stays what it was."""
        pb = client.query_pb
        with self.mutex:
            known = rng.choice(self.past) if self.past and rng.random() < 0.7 else None
        if known is None:
            now = self.call("statistics", "query", client.query.GetStatistics,
                            pb.GetStatisticsRequest(), READ_SECONDS)
            with self.mutex:
                if now.HasField("recorded_at"):
                    self.past = self.past[-200:] + [(now.recorded_at, now)]
            return
        moment, then = known
        again = self.call("statistics", "query", client.query.GetStatistics,
                          pb.GetStatisticsRequest(known_at=moment), READ_SECONDS)
        assert (again.documents, again.facts, again.attestations) == (
            then.documents, then.facts, then.attestations), "the past has changed"

    def _search(self, client, rng):
        number, _ = self.submissions.any_acknowledged(rng)
        words = [word for word in self.submissions.articles[number]["body"].split()
                 if word.istitle() and word.isalpha()]
        word = rng.choice(words)
        found = self.call("search", "query", client.query.SearchEntities,
                          client.query_pb.SearchEntitiesRequest(query=word), READ_SECONDS)
        for entity in found.entities:
            assert any(word.lower() in alias.name.lower() for alias in entity.aliases), \
                f"{entity.name} was found for {word}"

    def _document(self, client, rng):
        number, document_id = self.submissions.any_acknowledged(rng)
        pb = client.ingest_pb
        answer = self.call("document", "ingest", client.ingest.GetDocument,
                           pb.GetDocumentRequest(document_id=document_id), READ_SECONDS)
        assert answer.document.document.uri == self.submissions.articles[number]["uri"], \
            "another document than the one asked for"

    def _documents(self, client, rng):
        number, document_id = self.submissions.any_acknowledged(rng)
        pb = client.ingest_pb
        page = self.call("documents", "ingest", client.ingest.ListDocuments,
                         pb.ListDocumentsRequest(
                             uri_prefix=self.submissions.articles[number]["uri"], page_size=50,
                             oldest_first=rng.random() < 0.5), READ_SECONDS)
        ids = [document.document.id for document in page.documents]
        if not page.next_page_token:
            assert ids.count(document_id) == 1, f"document {number} is listed {ids} times"

    def _extract(self, client, rng):
        number, _ = self.submissions.any_acknowledged(rng)
        answer = self.call("extract", "extraction", client.extraction.ExtractFacts,
                           client.extraction_pb.ExtractFactsRequest(
                               document={"text": self.submissions.articles[number]["body"]}),
                           READ_SECONDS)
        assert answer.extraction.extractor_version, "an extraction of nobody"

    def _submit(self, client, rng):
        again = rng.random() < 0.1
        number = (self.submissions.any_acknowledged(rng)[0] if again else self.submissions.take())
        request = client.ingest_pb.SubmitDocumentRequest(
            document=self.submissions.document(number))
        while True:
            try:
                answer = self.call("submit", "ingest", client.ingest.SubmitDocument, request,
                                   SUBMIT_SECONDS)
                self.submissions.note(number, answer.document_id, answer.disposition)
                return
            except grpc.RpcError:
                time.sleep(0.5)

    def _submit_stream(self, client, rng):
        numbers = [self.submissions.take() for _ in range(STREAM_DOCUMENTS)]

        def submit_all(left, timeout):
            refused = self.submissions.submit_stream(client.ingest, timeout, left)
            for number, error in refused:
                assert error.code in TEMPORARY, f"document {number} was refused: {error}"
            if refused:
                raise Refused(refused[0][1])

        while numbers:
            try:
                self.call("stream", "ingest", submit_all, numbers, SUBMIT_SECONDS)
            except grpc.RpcError:
                time.sleep(0.5)
            numbers = [n for n in numbers if n not in self.submissions.acknowledged]

    def _watch(self):
        client = Client(self.servers)
        while not self.watch_ended.is_set():
            began, code, details = time.monotonic(), None, ""
            try:
                self._watch_call = watch(client.query, client.query_pb, self.watch_token)
                for answer in self._watch_call:
                    self.watched += [change_key(change) for change in answer.changes]
                    self.watch_token = answer.resume_token
                    if answer.changes:
                        now = time.monotonic()
                        with self.mutex:
                            self.outcomes.append(Outcome(now, now, "watched", "query", None, ""))
                code = "OK"
            except grpc.RpcError as error:
                code, details = error.code().name, error.details()
            if self.watch_ended.wait(0.2):
                break
            with self.mutex:
                self.outcomes.append(Outcome(began, time.monotonic(), "watch", "query", code,
                                             details))
        client.close()


class Refused(grpc.RpcError):
    """A document of a stream that was refused for now."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def code(self):
        return grpc.StatusCode.RESOURCE_EXHAUSTED

    def details(self):
        return f"{self.error.reason}: {self.error.message}"


class Client:
    """Stubs on channels of its own."""

    def __init__(self, servers, direct=False):
        from dateline.extraction.v1 import extraction_pb2, extraction_pb2_grpc
        from dateline.ingest.v1 import ingest_pb2, ingest_pb2_grpc
        from dateline.query.v1 import query_pb2, query_pb2_grpc
        self.extraction_pb, self.ingest_pb, self.query_pb = extraction_pb2, ingest_pb2, query_pb2
        self.channels = [servers.connect(name, role, direct)
                         for name, role in (("ingest", "writer"), ("query", "reader"),
                                            ("extraction", "reader"))]
        self.ingest = ingest_pb2_grpc.IngestServiceStub(self.channels[0])
        self.query = query_pb2_grpc.QueryServiceStub(self.channels[1])
        self.extraction = extraction_pb2_grpc.ExtractionServiceStub(self.channels[2])

    def close(self):
        for channel in self.channels:
            channel.close()
