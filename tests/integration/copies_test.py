#!/usr/bin/python3
"""Copies, revisions and other languages through the three services.

    copies_test.py --dateline build/release/bin/dateline --root .

An article, what five outlets make of it and a later version of it go in; the
ingest service has to say what each is, and the fact base has to count one origin.
"""
import argparse
import os
import sys
import tempfile
import unittest

import grpc

import harness

ARGS = None
DELIVERY_SECONDS = 120

# Long enough to be known again with another day in it (near_copies.h).
LEAD = ("Transport Minister Ana Ruiz visited Port Lazar on Monday, where the harbour office had hung "
        "flags along the whole quay and two school choirs sang in the rain.")
PARAGRAPHS = [
    LEAD,
    "Ana Ruiz met Governor Tomas Brandt in Port Lazar on Monday. The two signed an agreement on a "
    "ferry line to the island of Orsk, which the regional council had asked for since 2019.",
    "The Northern Transport Agency appointed Ilse Marten as director of the line on Sunday. She "
    "led the harbour office of Port Lazar for nine years and speaks three languages.",
    "Marten said that the first boat would leave in May. The agency expects 4,200 passengers in "
    "the first month and a cost of 18 million crowns for the two boats that it has ordered.",
    "Residents of Orsk protested against the planned price of tickets on Saturday. Their mayor, "
    "Pavel Holm, called the price a wall in the water and asked the council to lower it.",
    "The council plans to vote on the price next week. Until then the old boat of the Brandvik "
    "company sails four times a day, when the weather at Cape Ardan lets it.",
]
OTHER_HAND = ("Readers of this newspaper have written of little else for weeks. At the pier, where "
              "the kiosk sells out before noon, nobody talks of football any more.")


def article(paragraphs):
    return "\n\n".join(paragraphs)


COPIES = {
    "Lantern Courier": article(PARAGRAPHS),
    "Orsk Observer": article(["Islanders will have their boat, if they can pay for it.", OTHER_HAND]
                             + PARAGRAPHS[1:]),
    "Valley Herald": article(PARAGRAPHS[:4]),
    "Brandvik Times": article(PARAGRAPHS).replace("Monday", "Tuesday").replace("Sunday", "Monday"),
    "Cape Gazette": article(PARAGRAPHS[:3] + [OTHER_HAND] + PARAGRAPHS[3:]),
}
REVISION = article(PARAGRAPHS[:2] + [
    "The Northern Transport Agency appointed Ilse Marten as director of the line on Sunday. She "
    "led the harbour office of Port Lazar for nine years and speaks three languages.",
    "Marten resigned on Wednesday. The agency arrested nobody and said nothing of her reasons."]
    + PARAGRAPHS[4:])
GERMAN = ("Verkehrsministerin Ana Ruiz hat am Montag Port Lazar besucht. Sie traf dort Gouverneur "
          "Tomas Brandt und unterzeichnete eine Vereinbarung über eine Fähre zur Insel Orsk, um "
          "die der Rat der Region seit Jahren gebeten hatte.")


class CopiesTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.data = tempfile.TemporaryDirectory()
        cls.served = harness.Served(ARGS.dateline, cls.data.name)
        cls.ingest = ingest_grpc.IngestServiceStub(cls.served.channel)
        cls.query = query_grpc.QueryServiceStub(cls.served.channel)
        cls.original = cls.submit(article(PARAGRAPHS), "Harbour Gazette", "https://gazette.example/1")
        cls.copies = {
            publisher: cls.submit(text, publisher, "https://outlet%d.example/wire" % number)
            for number, (publisher, text) in enumerate(COPIES.items())}
        cls.revision = cls.submit(REVISION, "Harbour Gazette", "https://gazette.example/1?utm_id=7")
        cls.german = cls.submit(GERMAN, "Hafenblatt", "https://blatt.example/1")
        ids = [answer.document_id for answer in
               [cls.original, cls.revision, cls.german, *cls.copies.values()]]
        cls.deliveries = {update.document_id: update.delivery for update in
                          cls.ingest.WatchDelivery(ingest.WatchDeliveryRequest(
                              document_ids=ids, until_settled=True), timeout=DELIVERY_SECONDS)}

    @classmethod
    def submit(cls, text, publisher, uri):
        return cls.ingest.SubmitDocument(ingest.SubmitDocumentRequest(
            document=ingest.RawDocument(
                content=text.encode(), uri=uri, media_type="text/plain",
                metadata=ingest.DocumentMetadata(publisher=publisher, published_at="2031-03-11")),
            await_resemblance=True))

    @classmethod
    def tearDownClass(cls):
        cls.served.close()
        cls.data.cleanup()

    def facts_of(self, document_id):
        page = self.query.ListFacts(query.ListFactsRequest(
            filter=query.FactFilter(document_ids=[document_id]), page_size=200))
        return page.facts

    def test_the_answers_say_what_documents_are(self):
        self.assertEqual(self.original.resemblance, ingest.RESEMBLANCE_KIND_NONE)
        for publisher, answer in self.copies.items():
            self.assertEqual(answer.resemblance, ingest.RESEMBLANCE_KIND_SYNDICATED, publisher)
            self.assertIn(self.original.document_id,
                          [one.document_id for one in answer.resembled], publisher)
        self.assertEqual(self.revision.resemblance, ingest.RESEMBLANCE_KIND_REVISION)
        self.assertEqual(self.revision.resembled[0].document_id, self.original.document_id)

    def test_copies_are_listed_under_their_original(self):
        listed = self.ingest.ListDocuments(ingest.ListDocumentsRequest(
            resembled_document_id=self.original.document_id,
            resemblance=ingest.RESEMBLANCE_KIND_SYNDICATED))
        self.assertEqual({one.document.publisher for one in listed.documents}, set(COPIES))

    def test_copies_are_one_origin(self):
        shared = [fact for fact in self.facts_of(self.original.document_id)
                  if fact.report_count > 2]
        self.assertGreater(len(shared), 8)
        several = ["%s: %d origins of %d reports" % (
            fact.content.type, fact.origin_count, fact.report_count)
            for fact in shared if fact.origin_count != 1]
        self.assertEqual(several, [])

    def test_a_revision_gives_a_difference_of_facts(self):
        answer = self.query.CompareDocuments(versions.CompareDocumentsRequest(
            earlier_document_id=self.original.document_id,
            later_document_id=self.revision.document_id))
        self.assertGreater(answer.kept_count, 5)
        self.assertGreater(answer.dropped_count, 0)
        added = {one.content.type for one in answer.facts
                 if one.difference == versions.DOCUMENT_DIFFERENCE_ADDED}
        self.assertIn("personnel.resign", added)

    def test_comparing_needs_two_documents_of_the_base(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.query.CompareDocuments(versions.CompareDocumentsRequest(
                earlier_document_id=self.original.document_id, later_document_id="0" * 32))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_another_language_is_marked_and_gives_no_facts(self):
        stored = self.ingest.GetDocument(ingest.GetDocumentRequest(
            document_id=self.german.document_id)).document
        self.assertEqual(stored.document.language, "de")
        self.assertIn("NOT_ENGLISH", [warning.code for warning in stored.warnings])
        self.assertEqual(stored.delivery.state, ingest.DELIVERY_STATE_DELIVERED)
        self.assertEqual(stored.delivery.fact_count, 0)
        self.assertEqual(list(self.facts_of(self.german.document_id)), [])
        listed = self.ingest.ListDocuments(ingest.ListDocumentsRequest(language="de"))
        self.assertEqual([one.document.id for one in listed.documents],
                         [self.german.document_id])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--root", required=True)
    ARGS, unittest_arguments = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as stubs:
        harness.generate_stubs(os.path.join(ARGS.root, "proto"), stubs)
        from dateline.ingest.v1 import ingest_pb2 as ingest
        from dateline.ingest.v1 import ingest_pb2_grpc as ingest_grpc
        from dateline.query.v1 import query_pb2 as query
        from dateline.query.v1 import query_pb2_grpc as query_grpc
        from dateline.query.v1 import versions_pb2 as versions
        unittest.main(argv=sys.argv[:1] + unittest_arguments)
