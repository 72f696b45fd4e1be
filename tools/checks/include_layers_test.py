"""Plants breaks in a temporary tree and sees them caught."""
import os
import tempfile
import unittest

import include_layers


class IncludeLayersTest(unittest.TestCase):

    def breaks(self, **files):
        """Breaks in a tree of {path: includes}."""
        with tempfile.TemporaryDirectory() as root:
            for path, includes in files.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as out:
                    out.writelines('#include "%s"\n' % include for include in includes)
            return include_layers.check(root)[0]

    def assert_refused(self, path, include, why, **more):
        found = self.breaks(**{path: [include]}, **more)
        self.assertEqual(len(found), 1, found)
        self.assertIn(path + ":1", found[0])
        self.assertIn(why, found[0])

    def assert_allowed(self, path, include, **more):
        self.assertEqual(self.breaks(**{path: [include]}, **more), [])

    def test_lower_may_not_include_higher(self):
        self.assert_refused("common/base/a.cc", "common/text/utf8.h", "may not depend on")
        self.assert_refused("common/fact/a.h", "common/convert/fact_conversion.h",
                            "may not depend on")
        self.assert_allowed("common/text/a.cc", "common/base/error.h")

    def test_core_may_not_know_its_rpc_or_the_messages_of_the_interface(self):
        self.assert_refused("services/query/core/a.cc", "services/query/rpc/b.h",
                            "may not depend on")
        self.assert_refused("services/query/core/a.cc", "dateline/query/v1/query.pb.h",
                            "may not depend on proto/query")

    def test_service_may_not_know_another(self):
        self.assert_refused("services/ingest/core/a.cc", "services/extraction/core/extractor.h",
                            "may not depend on")
        self.assert_refused("services/ingest/rpc/a.cc", "services/query/core/b.h",
                            "may not depend on")
        self.assert_allowed("services/ingest/rpc/a.cc", "dateline/query/v1/query.grpc.pb.h")

    def test_grpc_only_at_the_edge(self):
        for include in ("grpcpp/server.h", "grpc/grpc.h", "dateline/query/v1/query.grpc.pb.h"):
            self.assert_refused("services/query/factbase/a.cc", include, "grpc")
        self.assert_allowed("services/query/rpc/a.cc", "grpcpp/server.h")
        self.assert_allowed("tools/dateline/a.cc", "grpcpp/server.h")

    def test_rocksdb_only_in_storage(self):
        self.assert_refused("services/query/factbase/a.cc", "rocksdb/db.h", "rocksdb")
        self.assert_refused("tests/load/a.cc", "rocksdb/db.h", "rocksdb")
        self.assert_allowed("common/storage/a.cc", "rocksdb/db.h")

    def test_libxml_only_in_ingest(self):
        self.assert_refused("services/extraction/core/a.cc", "libxml/HTMLparser.h", "libxml/")
        self.assert_refused("services/ingest/rpc/a.cc", "libxml/HTMLparser.h", "libxml/")
        self.assert_allowed("services/ingest/core/a.cc", "libxml/HTMLparser.h")

    def test_production_code_may_not_include_test_code(self):
        for include in ("gtest/gtest.h", "common/testing/manual_clock.h",
                        "common/rpc/testing/probe_service.h"):
            self.assert_refused("tools/dateline/a.cc", include, "test code")
            self.assert_allowed("tools/dateline/a_test.cc", include)

    def test_stages_do_not_know_each_other(self):
        stage = {"services/extraction/nlp/names/name_stage.h": []}
        self.assert_refused("services/extraction/nlp/quotes/quote_stage.cc",
                            "services/extraction/nlp/names/name_stage.h", "pipeline", **stage)
        # Nor may what is there for all stages.
        self.assert_refused("services/extraction/nlp/lexicon/lexicon.cc",
                            "services/extraction/nlp/names/words.h", "pipeline", **stage)
        self.assert_allowed("services/extraction/nlp/pipeline/pipeline.cc",
                            "services/extraction/nlp/names/name_stage.h", **stage)
        self.assert_allowed("services/extraction/nlp/names/name_stage.cc",
                            "services/extraction/nlp/lexicon/lexicon.h", **stage)
        self.assert_allowed("services/extraction/nlp/names/name_stage.cc",
                            "services/extraction/nlp/annotated_document.h", **stage)

    def test_new_modules_must_be_placed(self):
        self.assert_refused("common/novel/a.cc", "common/base/error.h", "not in the table")

    def test_an_empty_tree_is_an_error(self):
        with tempfile.TemporaryDirectory() as root:
            self.assertEqual(include_layers.main(["", root]), 1)


if __name__ == "__main__":
    unittest.main()
