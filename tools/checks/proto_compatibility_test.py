"""Plants every kind of break that proto_compatibility must report."""
import os
import tempfile
import unittest

import proto_compatibility

ACCESS = """
syntax = "proto3"; package dateline.access.v1;
import "google/protobuf/descriptor.proto";
enum Role { ROLE_UNSPECIFIED = 0; ROLE_READER = 1; ROLE_WRITER = 2; }
extend google.protobuf.MethodOptions { Role required_role = 57433; }
"""
RELEASED = """
syntax = "proto3"; package dateline.harbour.v1;
import "dateline/access/v1/access.proto";
enum Tide { TIDE_UNSPECIFIED = 0; TIDE_HIGH = 1; TIDE_LOW = 2; }
message Ship {
  reserved 9; reserved "keel";
  string name = 1;
  int32 length_m = 2;
  Tide tide = 3;
  oneof place { string berth = 4; string anchorage = 5; }
  map<string, int64> cargo = 6;
  optional bool pilot = 7;
}
message ShipList { repeated Ship ships = 1; }
service Harbour {
  rpc Moor(Ship) returns (ShipList) { option (dateline.access.v1.required_role) = ROLE_READER; }
  rpc Watch(Ship) returns (stream Ship) { option (dateline.access.v1.required_role) = ROLE_READER; }
}
"""


def compile_text(harbour, access=ACCESS):
    with tempfile.TemporaryDirectory() as root:
        for name, text in (("access", access), ("harbour", harbour)):
            folder = os.path.join(root, "dateline", name, "v1")
            os.makedirs(folder)
            with open(os.path.join(folder, name + ".proto"), "w", encoding="utf-8") as file:
                file.write(text)
        return proto_compatibility.compile_protos(root)


class ProtoCompatibilityTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.released = compile_text(RELEASED)

    def assert_breaks(self, before, after, *expected, access=ACCESS):
        self.assertIn(before, RELEASED + ACCESS)
        present = compile_text(RELEASED.replace(before, after), access)
        found = proto_compatibility.breaks(self.released, present)
        self.assertEqual(len(found), len(expected), found)
        for part in expected:
            self.assertTrue(any(part in line for line in found), (part, found))

    def test_the_same_and_additions_are_fine(self):
        self.assert_breaks("string name = 1;", "string name = 1;")
        self.assert_breaks("string name = 1;", "string name = 1; repeated string flags = 10;")
        self.assert_breaks("TIDE_LOW = 2;", "TIDE_LOW = 2; TIDE_SLACK = 3;")
        self.assert_breaks("rpc Moor", "rpc Leave(Ship) returns (Ship); rpc Moor")
        self.assert_breaks("message ShipList", "message Buoy { string name = 1; } message ShipList")

    def test_fields(self):
        self.assert_breaks("int32 length_m = 2;", "", "Ship.length_m (2) was removed")
        self.assert_breaks("int32 length_m = 2;", "reserved 2;", "Ship.length_m (2) was removed")
        self.assert_breaks("length_m = 2", "length_m = 8", "Ship.length_m (2) was renumbered to 8")
        self.assert_breaks("int32 length_m", "double length_m", "was int32 and is double")
        self.assert_breaks("int32 length_m", "optional int32 length_m", "was int32 and is optional int32")
        self.assert_breaks("optional bool pilot", "bool pilot", "was optional bool and is bool")
        self.assert_breaks("repeated Ship ships", "Ship ships", "was repeated")
        self.assert_breaks("Tide tide = 3", "Ship tide = 3", "was dateline.harbour.v1.Tide and is")
        self.assert_breaks("string name = 1", "string title = 1", "renamed to title", "in JSON")
        self.assert_breaks("string name = 1", 'string name = 1 [json_name = "n"]', "was name in JSON and is n")
        self.assert_breaks("map<string, int64>", "map<string, string>", "CargoEntry.value (2) was int64")
        self.assert_breaks("string anchorage = 5; }", "} string anchorage = 5;", "was in oneof place")

    def test_reserved_numbers_and_names(self):
        self.assert_breaks("reserved 9;", "string rig = 9;", "rig uses the reserved number 9")
        self.assert_breaks('reserved "keel";', "string keel = 11;", "keel uses a reserved name")

    def test_enums(self):
        self.assert_breaks("TIDE_LOW = 2;", "", "Tide.TIDE_LOW (2) was removed")
        self.assert_breaks("TIDE_LOW = 2", "TIDE_EBB = 2", "Tide.TIDE_LOW (2) was renamed to TIDE_EBB")
        self.assert_breaks("TIDE_LOW = 2", "TIDE_LOW = 4", "Tide.TIDE_LOW (2) was removed")

    def test_messages_and_services(self):
        self.assert_breaks("service Harbour", "service Port", "Harbour/Moor was removed", "Harbour/Watch was removed")
        self.assert_breaks("rpc Moor(", "rpc Dock(", "Harbour/Moor was removed")
        self.assert_breaks("rpc Moor(Ship)", "rpc Moor(ShipList)", "the input was dateline.harbour.v1.Ship and is")
        self.assert_breaks("returns (ShipList)", "returns (Ship)", "the output was")
        self.assert_breaks("returns (stream Ship)", "returns (Ship)", "the server streams no more")
        self.assert_breaks("rpc Moor(Ship)", "rpc Moor(stream Ship)", "the client streams now")

    def test_roles(self):
        moor = "returns (ShipList) { option (dateline.access.v1.required_role) = "
        self.assert_breaks(moor + "ROLE_READER", moor + "ROLE_WRITER", "takes ROLE_WRITER, and took ROLE_READER")
        self.assert_breaks(moor + "ROLE_READER", moor + "ROLE_UNSPECIFIED", "takes ROLE_UNSPECIFIED")
        self.assert_breaks("rpc Watch(Ship) returns (stream Ship) { option (dateline.access.v1.required_role) = "
                           "ROLE_READER; }", "rpc Watch(Ship) returns (stream Ship);", "takes ROLE_UNSPECIFIED")
        self.assert_breaks("57433", "57433", "option dateline.access.v1.required_role was changed",
                           access=ACCESS.replace("57433", "57434"))

    def test_records_on_disk_are_not_promised(self):
        private = RELEASED.replace("dateline.harbour.v1", "dateline.storage.v1")
        changed = private.replace("int32 length_m = 2;", "")
        self.assertEqual(proto_compatibility.breaks(compile_text(private), compile_text(changed)), [])


if __name__ == "__main__":
    unittest.main()
