"""Documents on their way into a deployment: which were sent, and which were acknowledged.

    submissions = Submissions(articles)
    number, document_id = submissions.submit(stub, timeout=30)     # the next one
    submissions.submit(stub, timeout=30, number=number)            # again: must be a duplicate

Thread-safe.
"""
import threading


class Submissions:
    def __init__(self, articles):
        self.articles = articles
        self.mutex = threading.Lock()
        self.acknowledged = {}  # Document ids by number of the article.
        self._order = []
        self._next = 0  # The first that nobody has taken or sent.

    def take(self):
        """The number of an article that nobody else sends; None when there are no more."""
        with self.mutex:
            if self._next == len(self.articles):
                return None
            self._next += 1
            return self._next - 1

    def any_acknowledged(self, rng):
        """(number, document id)."""
        with self.mutex:
            number = rng.choice(self._order)
            return number, self.acknowledged[number]

    def document(self, number):
        from dateline.ingest.v1 import ingest_pb2
        article = self.articles[number]
        return ingest_pb2.RawDocument(
            content=article["content"], uri=article["uri"], media_type="text/plain",
            metadata=ingest_pb2.DocumentMetadata(publisher=article["publisher"],
                                                 published_at=article["published_at"]))

    def note(self, number, document_id, disposition):
        """Of an answer. AssertionError if it belies an earlier one."""
        from dateline.ingest.v1 import ingest_pb2
        with self.mutex:
            if number not in self.acknowledged:
                self.acknowledged[number] = document_id
                self._order.append(number)
                return
            assert self.acknowledged[number] == document_id, f"document {number} changed its id"
            assert disposition == ingest_pb2.DISPOSITION_DUPLICATE, \
                f"acknowledged document {number} was lost"

    def submit(self, stub, timeout, number=None):
        """One call."""
        from dateline.ingest.v1 import ingest_pb2
        number = self.take() if number is None else number
        answer = stub.SubmitDocument(
            ingest_pb2.SubmitDocumentRequest(document=self.document(number)), timeout=timeout)
        self.note(number, answer.document_id, answer.disposition)
        return number, answer.document_id

    def submit_stream(self, stub, timeout, numbers):
        """One stream of `numbers`; those that were not acknowledged are returned or, if it breaks,
        are those that are not in `acknowledged`."""
        from dateline.ingest.v1 import ingest_pb2
        with self.mutex:
            self._next = max([self._next, *(number + 1 for number in numbers)])
        requests = (ingest_pb2.SubmitDocumentsRequest(sequence=number,
                                                      document=self.document(number))
                    for number in numbers)
        refused = []
        for answer in stub.SubmitDocuments(requests, timeout=timeout):
            if answer.HasField("accepted"):
                self.note(answer.sequence, answer.accepted.document_id,
                          answer.accepted.disposition)
            else:
                refused.append((answer.sequence, answer.error))
        return refused


def await_settled(stub, timeout):
    """The state of every document by id, once nothing is left in the queue."""
    from dateline.ingest.v1 import ingest_pb2
    states = {}
    for update in stub.WatchDelivery(ingest_pb2.WatchDeliveryRequest(until_settled=True),
                                     timeout=timeout):
        states[update.document_id] = update.delivery
    return states
