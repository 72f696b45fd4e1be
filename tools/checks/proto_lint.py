#!/usr/bin/python3
"""Checks the style and completeness of the .proto files.

    tools/checks/proto_lint.py [PROTO_ROOT] [PROTOC]

For every file below PROTO_ROOT/dateline:
  * the package equals the directory and ends in a version ("dateline.fact.v1");
  * messages, enums, services and RPCs are CamelCase, fields and oneofs
    lower_snake, enumerators UPPER_SNAKE with the enum's name in front;
  * the first enumerator is NAME_UNSPECIFIED = 0;
  * an RPC Foo takes FooRequest and gives FooResponse, of its own package, which
    no other RPC uses;
  * every message, field, enum, enumerator, service and RPC has a comment.
Needs python3-protobuf and protoc.
"""
import os
import re
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

CAMEL = re.compile(r"^[A-Z][A-Za-z0-9]*$")
LOWER_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
UPPER_SNAKE = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
VERSIONED = re.compile(r"^dateline(\.[a-z][a-z0-9_]*)+\.v[0-9]+$")

# Field numbers of descriptor.proto, for source paths.
FILE_MESSAGE, FILE_ENUM, FILE_SERVICE = 4, 5, 6
MESSAGE_FIELD, MESSAGE_NESTED, MESSAGE_ENUM, MESSAGE_ONEOF = 2, 3, 4, 8
ENUM_VALUE, SERVICE_METHOD = 2, 2


def upper_snake(camel):
    """"FactKind" -> "FACT_KIND"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", camel).upper()


class FileLinter:
    """Collects what is wrong with one file."""

    def __init__(self, file):
        self.file = file
        self.problems = []
        self.lines = {tuple(l.path): l.span[0] + 1 for l in file.source_code_info.location}
        self.commented = {
            tuple(location.path) for location in file.source_code_info.location
            if (location.leading_comments + location.trailing_comments).strip()
        }

    def problem(self, path, text):
        self.problems.append("%s:%d: %s" % (self.file.name, self.lines.get(path, 1), text))

    def name(self, path, pattern, name, form):
        if not pattern.match(name):
            self.problem(path, "%s is not %s" % (name, form))

    def comment(self, path, name):
        if path not in self.commented:
            self.problem(path, "%s has no comment" % name)

    def lint(self):
        directory = os.path.dirname(self.file.name).replace("/", ".")
        if self.file.package != directory:
            self.problem((2,), "package %s is not the directory %s"
                         % (self.file.package, directory))
        if not VERSIONED.match(self.file.package):
            self.problem((2,), "package %s does not end in a version" % self.file.package)
        for i, message in enumerate(self.file.message_type):
            self.lint_message((FILE_MESSAGE, i), message, message.name)
        for i, enum in enumerate(self.file.enum_type):
            self.lint_enum((FILE_ENUM, i), enum, enum.name)
        for i, service in enumerate(self.file.service):
            self.lint_service((FILE_SERVICE, i), service)
        return self.problems

    def lint_message(self, path, message, full_name):
        if message.options.map_entry:
            return
        self.name(path, CAMEL, message.name, "CamelCase")
        self.comment(path, full_name)
        for i, field in enumerate(message.field):
            where = path + (MESSAGE_FIELD, i)
            self.name(where, LOWER_SNAKE, field.name, "lower_snake")
            self.comment(where, "%s.%s" % (full_name, field.name))
        real_oneofs = {f.oneof_index for f in message.field
                       if f.HasField("oneof_index") and not f.proto3_optional}
        for i in sorted(real_oneofs):
            where = path + (MESSAGE_ONEOF, i)
            self.name(where, LOWER_SNAKE, message.oneof_decl[i].name, "lower_snake")
            self.comment(where, "%s.%s" % (full_name, message.oneof_decl[i].name))
        for i, nested in enumerate(message.nested_type):
            self.lint_message(path + (MESSAGE_NESTED, i), nested,
                              "%s.%s" % (full_name, nested.name))
        for i, enum in enumerate(message.enum_type):
            self.lint_enum(path + (MESSAGE_ENUM, i), enum, "%s.%s" % (full_name, enum.name))

    def lint_enum(self, path, enum, full_name):
        self.name(path, CAMEL, enum.name, "CamelCase")
        self.comment(path, full_name)
        prefix = upper_snake(enum.name) + "_"
        first = enum.value[0]
        if first.number != 0 or first.name != prefix + "UNSPECIFIED":
            self.problem(path, "the first value of %s is not %sUNSPECIFIED = 0"
                         % (full_name, prefix))
        for i, value in enumerate(enum.value):
            where = path + (ENUM_VALUE, i)
            self.name(where, UPPER_SNAKE, value.name, "UPPER_SNAKE")
            if not value.name.startswith(prefix):
                self.problem(where, "%s does not begin with %s" % (value.name, prefix))
            self.comment(where, value.name)

    def lint_service(self, path, service):
        self.name(path, CAMEL, service.name, "CamelCase")
        self.comment(path, service.name)
        for i, method in enumerate(service.method):
            where = path + (SERVICE_METHOD, i)
            self.name(where, CAMEL, method.name, "CamelCase")
            self.comment(where, "%s.%s" % (service.name, method.name))
            for kind, actual in (("Request", method.input_type),
                                 ("Response", method.output_type)):
                wanted = ".%s.%s%s" % (self.file.package, method.name, kind)
                if actual != wanted:
                    self.problem(where, "%s.%s uses %s instead of %s"
                                 % (service.name, method.name, actual, wanted))


def lint_shared_messages(files):
    """Requests and responses that two RPCs use."""
    users = {}
    for file in files:
        for service in file.service:
            for method in service.method:
                for kind in {method.input_type, method.output_type}:
                    users.setdefault(kind, []).append(
                        "%s.%s.%s" % (file.package, service.name, method.name))
    return ["%s is used by %s" % (kind, " and ".join(rpcs))
            for kind, rpcs in sorted(users.items()) if len(rpcs) > 1]


def load(root, protoc):
    """FileDescriptorProtos, with comments, of every file below root/dateline."""
    names = []
    for directory, _, files in os.walk(os.path.join(root, "dateline")):
        names += [os.path.join(directory, name) for name in files if name.endswith(".proto")]
    if not names:
        sys.exit("no .proto files below %s/dateline" % root)
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "descriptors")
        subprocess.run([protoc, "-I", root, "--include_source_info", "--descriptor_set_out=" + out,
                        *sorted(names)], check=True)
        with open(out, "rb") as file:
            return list(descriptor_pb2.FileDescriptorSet.FromString(file.read()).file)


def check(root, protoc="protoc"):
    files = load(root, protoc)
    problems = []
    for file in files:
        problems += FileLinter(file).lint()
    return problems + lint_shared_messages(files), len(files)


def main(arguments):
    default_root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../proto")
    root = arguments[1] if len(arguments) > 1 else default_root
    problems, count = check(os.path.realpath(root), *arguments[2:3])
    for line in problems:
        print(line)
    print("%d files, %d problems" % (count, len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
