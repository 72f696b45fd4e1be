#!/usr/bin/python3
"""The three services over a real socket, as a Python client sees them.

    services_test.py --dateline build/release/bin/dateline --root .

Submits the bundled articles, waits on the delivery stream, reads facts back and
holds their evidence against the documents; checks health and reflection; and
that every kind of bad input is refused with a code and reason of its own and
changes nothing.
"""
import argparse
import glob
import os
import sys
import tempfile
import unittest

import grpc

import harness

ARGS = None
MESSAGES = None
UNKNOWN_ID = "0123456789abcdef0123456789abcdef"
SERVICES = ["dateline.extraction.v1.ExtractionService", "dateline.ingest.v1.IngestService",
            "dateline.query.v1.QueryService"]
DELIVERY_SECONDS = 120


def read_articles():
    """(name, bytes, media type) of every bundled article, by name."""
    articles = []
    for path in sorted(glob.glob(os.path.join(ARGS.root, "tests/data/articles/*"))):
        media_type = "text/html" if path.endswith(".html") else "text/plain"
        with open(path, "rb") as file:
            articles.append((os.path.basename(path), file.read(), media_type))
    return articles


class Client:
    """Stubs of one server, and the calls that several tests make."""

    def __init__(self, channel):
        self.channel = channel
        self.ingest = ingest_grpc.IngestServiceStub(channel)
        self.extraction = extraction_grpc.ExtractionServiceStub(channel)
        self.query = query_grpc.QueryServiceStub(channel)

    def submit(self, content=b"A text.", **fields):
        document = ingest.RawDocument(content=content, **fields)
        return self.ingest.SubmitDocument(ingest.SubmitDocumentRequest(document=document))

    def submit_all(self, articles):
        """Submits over the stream; answers by sequence."""
        requests = (ingest.SubmitDocumentsRequest(
            sequence=number,
            document=ingest.RawDocument(content=content, uri=name, media_type=media_type))
            for number, (name, content, media_type) in enumerate(articles))
        return {answer.sequence: answer for answer in self.ingest.SubmitDocuments(requests)}

    def wait_until_settled(self, document_ids):
        """The last delivery of each document."""
        states = {}
        for update in self.ingest.WatchDelivery(
                ingest.WatchDeliveryRequest(document_ids=document_ids, until_settled=True),
                timeout=DELIVERY_SECONDS):
            states[update.document_id] = update.delivery
        return states

    def list_facts(self, **fields):
        facts, token = [], ""
        while True:
            page = self.query.ListFacts(query.ListFactsRequest(
                page_size=50, page_token=token, **fields))
            facts += page.facts
            token = page.next_page_token
            if not token:
                return facts

    def contents(self):
        """Everything stored, in a form to compare."""
        documents = self.ingest.ListDocuments(ingest.ListDocumentsRequest(page_size=1000))
        exported = self.query.ExportFacts(query.ExportFactsRequest())
        return (documents.SerializeToString(deterministic=True),
                [message.SerializeToString(deterministic=True) for message in exported],
                self.query.GetStatistics(query.GetStatisticsRequest())
                .SerializeToString(deterministic=True))


class ServedTest(unittest.TestCase):
    """One server with the bundled articles delivered, for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        cls.data = tempfile.TemporaryDirectory()
        cls.served = harness.Served(ARGS.dateline, cls.data.name)
        cls.client = Client(cls.served.channel)
        cls.articles = read_articles()
        cls.answers = cls.client.submit_all(cls.articles)
        cls.ids = [answer.accepted.document_id for answer in cls.answers.values()]
        cls.deliveries = cls.client.wait_until_settled(cls.ids)

    @classmethod
    def tearDownClass(cls):
        cls.served.close()
        cls.data.cleanup()


class CollectionsTest(ServedTest):
    def test_a_collection_is_submitted_over_one_stream(self):
        feed = b"""<rss><channel><title>Quay News</title><link>https://quay.example/</link>
            <item><title>Ferry is back</title><link>https://quay.example/1</link>
            <description>The ferry resumed on Monday.</description></item>
            <item><description/></item></channel></rss>"""

        def requests():
            yield ingest.SubmitCollectionRequest(header=ingest.CollectionHeader(
                uri="https://quay.example/feed"))
            for at in range(0, len(feed), 50):
                yield ingest.SubmitCollectionRequest(chunk=feed[at:at + 50])

        answers = list(self.client.ingest.SubmitCollection(requests()))
        self.assertEqual([a.WhichOneof("result") for a in answers],
                         ["accepted", "error", "summary"])
        self.assertEqual(answers[0].uri, "https://quay.example/1")
        self.assertEqual([w.code for w in answers[0].accepted.warnings], ["SUMMARY_ONLY"])
        self.assertEqual(answers[1].error.reason, "ITEM_BROKEN")
        self.assertEqual(answers[2].summary.items, 2)


class MainPathTest(ServedTest):

    def test_every_article_is_accepted_and_delivered(self):
        self.assertGreaterEqual(len(self.articles), 12)
        self.assertEqual(sorted(self.answers), list(range(len(self.articles))))
        for answer in self.answers.values():
            self.assertEqual(answer.accepted.disposition, ingest.DISPOSITION_ACCEPTED)
        self.assertEqual(sorted(self.deliveries), sorted(self.ids))
        for delivery in self.deliveries.values():
            self.assertEqual(delivery.state, ingest.DELIVERY_STATE_DELIVERED, delivery)
            self.assertTrue(delivery.extractor_version)

    def test_submitting_again_changes_nothing(self):
        before = self.client.contents()
        for answer in self.client.submit_all(self.articles).values():
            self.assertEqual(answer.accepted.disposition, ingest.DISPOSITION_DUPLICATE)
        self.client.wait_until_settled(self.ids)
        self.assertEqual(self.client.contents(), before)

    def test_listing_export_and_statistics_agree(self):
        listed = self.client.list_facts()
        exported = [fact for message in self.client.query.ExportFacts(query.ExportFactsRequest())
                    for fact in message.facts]
        self.assertEqual([f.id for f in listed], [f.id for f in exported])
        self.assertEqual(len({f.id for f in listed}), len(listed))
        statistics = self.client.query.GetStatistics(query.GetStatisticsRequest())
        self.assertEqual(statistics.documents, len(self.articles))
        self.assertEqual(statistics.facts, len(listed))
        self.assertGreater(len(listed), 50)

    def test_evidence_is_the_bytes_of_the_document(self):
        texts = {}
        for document_id in self.ids:
            answer = self.client.ingest.GetDocument(ingest.GetDocumentRequest(
                document_id=document_id, include_text=True))
            texts[document_id] = answer.document.document.text.encode()
        checked = 0
        for message in self.client.query.ExportFacts(query.ExportFactsRequest()):
            for attestation in (a for fact in message.facts for a in fact.attestations):
                for evidence in attestation.evidence:
                    span = evidence.span
                    self.assertEqual(texts[attestation.document_id][span.begin:span.end].decode(),
                                     evidence.text)
                    checked += 1
        self.assertGreater(checked, 50)

    def test_every_kind_of_read_answers(self):
        statement_filter = query.FactFilter(kinds=[fact_pb.FACT_KIND_STATEMENT])
        self.assertTrue(self.client.list_facts(filter=statement_filter))
        facts = self.client.list_facts()
        fact = self.client.query.GetFact(query.GetFactRequest(fact_id=facts[0].id)).fact
        self.assertEqual(fact.id, facts[0].id)
        explained = self.client.query.ExplainFact(query.ExplainFactRequest(fact_id=fact.id))
        self.assertEqual(len(explained.attestations), fact.report_count)
        self.assertEqual(len(explained.origins), fact.origin_count)
        said = self.client.query.ListStatements(query.ListStatementsRequest())
        self.assertTrue(said.statements)
        speaker = said.statements[0].content.statement.speaker
        entity = self.client.query.GetEntity(query.GetEntityRequest(entity_id=speaker.id)).entity
        self.assertEqual(entity.name, speaker.name)
        found = self.client.query.SearchEntities(query.SearchEntitiesRequest(query=entity.name))
        self.assertIn(entity.id, [e.id for e in found.entities])
        self.assertTrue(self.client.query.GetTimeline(query.GetTimelineRequest()).entries)

    def test_changes_can_be_read_from_the_beginning(self):
        # Every fact of the present was added at some time.
        present = {f.id for f in self.client.list_facts()}
        stream = self.client.query.WatchFacts(
            query.WatchFactsRequest(from_beginning=True), timeout=60)
        for message in stream:
            for change in message.changes:
                if change.type == query.CHANGE_TYPE_ADDED:
                    present.discard(change.fact.id)
            if not present:
                break
        stream.cancel()
        self.assertEqual(present, set())

    def test_extraction_answers_alone_and_in_order(self):
        documents = [fact_pb.Document(text=content.decode(), uri=name)
                     for name, content, media_type in self.articles if media_type == "text/plain"]
        answers = list(self.client.extraction.StreamExtractFacts(
            extraction.StreamExtractFactsRequest(document=d) for d in documents))
        self.assertEqual([a.sequence for a in answers], list(range(len(documents))))
        for document, answer in zip(documents, answers):
            alone = self.client.extraction.ExtractFacts(
                extraction.ExtractFactsRequest(document=document))
            self.assertEqual(alone.extraction.SerializeToString(deterministic=True),
                             answer.extraction.SerializeToString(deterministic=True))
            self.assertTrue(alone.extraction.facts)

    def test_health_answers_for_the_server_and_each_service(self):
        check = self.served.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=MESSAGES["grpc.health.v1.HealthCheckResponse"].FromString)
        for name in [""] + SERVICES:
            answer = check(MESSAGES["grpc.health.v1.HealthCheckRequest"](service=name))
            self.assertEqual(answer.status, 1, name)

    def test_reflection_lists_the_services_and_describes_them(self):
        request = MESSAGES["grpc.reflection.v1alpha.ServerReflectionRequest"]
        reflect = self.served.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=MESSAGES[
                "grpc.reflection.v1alpha.ServerReflectionResponse"].FromString)
        answers = list(reflect(iter([request(list_services=""),
                                     request(file_containing_symbol=SERVICES[0])])))
        listed = {service.name for service in answers[0].list_services_response.service}
        self.assertLessEqual(set(SERVICES) | {"grpc.health.v1.Health"}, listed)
        self.assertTrue(answers[1].file_descriptor_response.file_descriptor_proto)


class BadInputTest(ServedTest):
    """Each bad input has its own code and reason, and changes nothing."""

    def setUp(self):
        self.before = self.client.contents()

    def tearDown(self):
        self.assertEqual(self.client.contents(), self.before)

    def assert_refused(self, code, reason, call, **metadata):
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        self.assertTrue(error.details())
        actual_reason, actual_metadata = MESSAGES.error_info(error)
        self.assertEqual(actual_reason, reason, error.details())
        for key, value in metadata.items():
            self.assertEqual(actual_metadata.get(key), value, actual_metadata)

    def assert_invalid(self, reason, call, **metadata):
        self.assert_refused(grpc.StatusCode.INVALID_ARGUMENT, reason, call, **metadata)

    def assert_not_found(self, reason, call):
        self.assert_refused(grpc.StatusCode.NOT_FOUND, reason, call, id=UNKNOWN_ID)

    def test_empty_document(self):
        self.assert_invalid("DOCUMENT_EMPTY", lambda: self.client.submit(b"", uri="u"))
        self.assert_invalid("DOCUMENT_EMPTY", lambda: self.client.submit(b" \n\t ", uri="u"))

    def test_invalid_utf8(self):
        self.assert_invalid("DOCUMENT_NOT_UTF8", lambda: self.client.submit(
            b"caf\xff", media_type="text/plain", uri="u"), offset="3")

    def test_nul_bytes(self):
        self.assert_invalid("DOCUMENT_BINARY", lambda: self.client.submit(
            b"one\x00two", media_type="text/plain", uri="u"), offset="3")

    def test_too_large_for_a_document(self):
        self.assert_invalid("DOCUMENT_TOO_LARGE",
                            lambda: self.client.submit(b"a " * (11 << 19), uri="u"))

    def test_too_large_for_a_message(self):
        # gRPC itself refuses, before a reason could be given.
        self.assert_refused(grpc.StatusCode.RESOURCE_EXHAUSTED, None,
                            lambda: self.client.submit(b"a " * 10_000_000))

    def test_unknown_media_type(self):
        self.assert_invalid("MEDIA_TYPE_UNSUPPORTED",
                            lambda: self.client.submit(media_type="application/pdf"))

    def test_year_zero(self):
        metadata = ingest.DocumentMetadata(published_at="0000-05-01")
        self.assert_invalid("TIME_INVALID", lambda: self.client.submit(metadata=metadata))
        self.assert_invalid("TIME_INVALID", lambda: self.client.list_facts(
            filter=query.FactFilter(valid_from="0000-05-01")))

    def test_page_token_of_another_query(self):
        page = self.client.query.ListFacts(query.ListFactsRequest(page_size=1))
        self.assertTrue(page.next_page_token)
        other = query.ListFactsRequest(
            filter=query.FactFilter(min_origins=2), page_token=page.next_page_token)
        self.assert_invalid("PAGE_TOKEN_MISMATCH", lambda: self.client.query.ListFacts(other))

    def test_malformed_tokens(self):
        self.assert_invalid("PAGE_TOKEN_INVALID", lambda: self.client.query.ListFacts(
            query.ListFactsRequest(page_token="made up")))
        self.assert_invalid("RESUME_TOKEN_INVALID", lambda: list(self.client.query.WatchFacts(
            query.WatchFactsRequest(resume_token="made up"), timeout=30)))

    def test_unknown_ids(self):
        self.assert_not_found("FACT_NOT_FOUND", lambda: self.client.query.GetFact(
            query.GetFactRequest(fact_id=UNKNOWN_ID)))
        self.assert_not_found("FACT_NOT_FOUND", lambda: self.client.query.ExplainFact(
            query.ExplainFactRequest(fact_id=UNKNOWN_ID)))
        self.assert_not_found("ENTITY_NOT_FOUND", lambda: self.client.query.GetEntity(
            query.GetEntityRequest(entity_id=UNKNOWN_ID)))
        self.assert_not_found("CONFLICT_NOT_FOUND", lambda: self.client.query.ListConflicts(
            query.ListConflictsRequest(conflict_id=UNKNOWN_ID)))
        self.assert_not_found("DOCUMENT_NOT_FOUND", lambda: self.client.ingest.GetDocument(
            ingest.GetDocumentRequest(document_id=UNKNOWN_ID)))
        self.assert_not_found("DOCUMENT_NOT_FOUND", lambda: self.client.ingest.DeleteDocument(
            ingest.DeleteDocumentRequest(document_id=UNKNOWN_ID)))
        self.assert_not_found("DOCUMENT_NOT_FOUND", lambda: list(
            self.client.ingest.WatchDelivery(
                ingest.WatchDeliveryRequest(document_ids=[UNKNOWN_ID]), timeout=30)))

    def test_expired_deadline(self):
        request = ingest.SubmitDocumentRequest(
            document=ingest.RawDocument(content=b"Too late.", uri="late"))
        # gRPC in the client gives up, so no reason comes from the server.
        self.assert_refused(grpc.StatusCode.DEADLINE_EXCEEDED, None,
                            lambda: self.client.ingest.SubmitDocument(request, timeout=-1))

    def test_moment_after_the_newest(self):
        request = query.ListFactsRequest()
        request.known_at.seconds = 4_000_000_000
        self.assert_refused(grpc.StatusCode.OUT_OF_RANGE, "KNOWN_AT_OUT_OF_RANGE",
                            lambda: self.client.query.ListFacts(request))

    def test_inconsistent_extraction(self):
        extracted = fact_pb.Extraction(document=fact_pb.Document(id=UNKNOWN_ID),
                                       extractor_version="test")
        fact = extracted.facts.add()
        fact.content.kind = fact_pb.FACT_KIND_RELATION
        fact.content.type = "member_of"
        fact.content.relation.subject.id = "e0"
        fact.content.relation.object.text = "something"
        fact.attestation.evidence.add().span.end = 4
        request = query.RecordExtractionRequest(extraction=extracted)
        self.assert_invalid("EXTRACTION_INCONSISTENT",
                            lambda: self.client.query.RecordExtraction(request))
        request.extraction.facts[0].content.relation.ClearField("object")
        self.assert_invalid("FIELD_REQUIRED",
                            lambda: self.client.query.RecordExtraction(request),
                            field="facts[0].content.relation.object")

    def test_empty_text_to_extract(self):
        request = extraction.ExtractFactsRequest()
        self.assert_invalid("FIELD_REQUIRED",
                            lambda: self.client.extraction.ExtractFacts(request), field="document")
        request.document.text = " "
        self.assert_invalid("DOCUMENT_EMPTY",
                            lambda: self.client.extraction.ExtractFacts(request))

    def test_a_bad_document_does_not_end_the_stream(self):
        name, content, media_type = self.articles[0]
        answers = self.client.submit_all([
            ("bad", b"\x00", "text/plain"), (name, content, media_type),
            ("worse", b"\xff", "text/plain")])
        self.assertEqual(answers[0].error.reason, "DOCUMENT_BINARY")
        self.assertEqual(answers[0].error.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])
        self.assertEqual(answers[1].accepted.disposition, ingest.DISPOSITION_DUPLICATE)
        self.assertEqual(answers[2].error.reason, "DOCUMENT_NOT_UTF8")


class EndTest(ServedTest):

    def test_termination_tells_watchers_and_loses_nothing(self):
        before = self.client.contents()
        watch = self.client.query.WatchFacts(query.WatchFactsRequest(from_beginning=True))
        next(watch)
        deliveries = self.client.ingest.WatchDelivery(ingest.WatchDeliveryRequest())
        next(deliveries)
        self.served.process.terminate()
        for stream in (watch, deliveries):
            with self.assertRaises(grpc.RpcError) as caught:
                for _ in stream:
                    pass
            self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
            self.assertEqual(MESSAGES.error_info(caught.exception)[0], "DRAINING")
        self.assertEqual(self.served.process.wait(timeout=60), 0)
        again = harness.Served(ARGS.dateline, self.data.name)
        try:
            self.assertEqual(Client(again.channel).contents(), before)
        finally:
            self.assertEqual(again.terminate(), 0)
            again.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--root", required=True)
    ARGS, unittest_arguments = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as stubs:
        proto_root = os.path.join(ARGS.root, "proto")
        MESSAGES = harness.Messages(proto_root, stubs)
        harness.generate_stubs(proto_root, stubs)
        from dateline.extraction.v1 import extraction_pb2 as extraction
        from dateline.extraction.v1 import extraction_pb2_grpc as extraction_grpc
        from dateline.fact.v1 import fact_pb2 as fact_pb
        from dateline.ingest.v1 import ingest_pb2 as ingest
        from dateline.ingest.v1 import ingest_pb2_grpc as ingest_grpc
        from dateline.query.v1 import query_pb2 as query
        from dateline.query.v1 import query_pb2_grpc as query_grpc
        unittest.main(argv=sys.argv[:1] + unittest_arguments)
