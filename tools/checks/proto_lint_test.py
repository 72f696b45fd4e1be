"""Breaks each rule of the proto lint in a temporary tree and sees it caught."""
import os
import tempfile
import unittest

import proto_lint

GOOD = """syntax = "proto3";
package dateline.sample.v1;
// Colours.
enum PaintColor {
  // None.
  PAINT_COLOR_UNSPECIFIED = 0;
  // Red.
  PAINT_COLOR_RED = 1;
}
// Request of Mix.
message MixRequest {
  // First.
  PaintColor first_color = 1;
  // One of two.
  oneof choice {
    // A name.
    string name = 2;
    // A number.
    uint32 number = 3;
  }
  // Maybe.
  optional uint32 amount = 4;
  // Counts.
  map<string, uint32> counts = 5;
}
// Response of Mix.
message MixResponse {
  // Nested.
  message Inner {
    // Weight.
    uint32 weight_grams = 1;
  }
  // What came of it.
  Inner inner = 1;
}
// Mixes.
service MixService {
  // Mixes.
  rpc Mix(MixRequest) returns (MixResponse);
}
"""


class ProtoLintTest(unittest.TestCase):

    def problems(self, text, folder="dateline/sample/v1"):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, folder))
            with open(os.path.join(root, folder, "sample.proto"), "w", encoding="utf-8") as out:
                out.write(text)
            return proto_lint.check(root)[0]

    def assert_caught(self, old, new, message):
        self.assertIn(old, GOOD)
        found = self.problems(GOOD.replace(old, new))
        self.assertTrue(any(message in line for line in found), found)

    def test_a_good_file_passes(self):
        self.assertEqual(self.problems(GOOD), [])

    def test_package_is_the_directory_and_has_a_version(self):
        found = self.problems(GOOD, "dateline/other/v1")
        self.assertIn("is not the directory dateline.other.v1", found[0])
        found = self.problems(GOOD.replace("sample.v1", "sample"), "dateline/sample")
        self.assertIn("does not end in a version", found[0])

    def test_names(self):
        self.assert_caught("first_color", "firstColor", "firstColor is not lower_snake")
        self.assert_caught("oneof choice", "oneof Choice", "Choice is not lower_snake")
        self.assert_caught("Inner", "inner_part", "inner_part is not CamelCase")
        self.assert_caught("rpc Mix(", "rpc mix(", "mix is not CamelCase")
        self.assert_caught("PAINT_COLOR_RED", "PAINT_COLOR_red", "is not UPPER_SNAKE")
        self.assert_caught("PAINT_COLOR_RED", "RED", "does not begin with PAINT_COLOR_")
        self.assert_caught("PaintColor", "Varnish", "does not begin with VARNISH_")

    def test_first_value_is_unspecified(self):
        self.assert_caught("PAINT_COLOR_UNSPECIFIED", "PAINT_COLOR_NONE",
                           "is not PAINT_COLOR_UNSPECIFIED = 0")

    def test_every_element_has_a_comment(self):
        for comment, element in (
                ("// Colours.\n", "PaintColor"), ("  // Red.\n", "PAINT_COLOR_RED"),
                ("// Request of Mix.\n", "MixRequest"), ("  // First.\n", "MixRequest.first_color"),
                ("  // One of two.\n", "MixRequest.choice"), ("    // A name.\n", "MixRequest.name"),
                ("  // Maybe.\n", "MixRequest.amount"), ("  // Counts.\n", "MixRequest.counts"),
                ("  // Nested.\n", "MixResponse.Inner"),
                ("    // Weight.\n", "MixResponse.Inner.weight_grams")):
            self.assert_caught(comment, "", element + " has no comment")
        without_comments = GOOD.replace("// Mixes.\n", "")
        found = "\n".join(self.problems(without_comments))
        self.assertIn("MixService has no comment", found)
        self.assertIn("MixService.Mix has no comment", found)

    def test_each_rpc_has_a_pair_of_its_own(self):
        self.assert_caught("returns (MixResponse)", "returns (MixRequest)",
                           "instead of .dateline.sample.v1.MixResponse")
        stir = "  rpc Stir(MixRequest) returns (MixResponse);\n  // Mixes.\n  rpc Mix"
        self.assert_caught("  rpc Mix", stir, "MixRequest is used by")


if __name__ == "__main__":
    unittest.main()
