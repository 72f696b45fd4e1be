#!/usr/bin/python3
"""Fails if the public protos break what the last release promised.

    tools/checks/proto_compatibility.py PROTO_DIR RELEASED
    tools/checks/proto_compatibility.py PROTO_DIR RELEASED --release

RELEASED is the descriptor set of the last release (proto/released/v1.binpb).
Prints one line for each thing that a client built against it would trip over:
removed, renamed, renumbered or retyped fields and enum values, removed messages
and methods, other requests, responses or streaming, reused reserved numbers, and
methods that ask for a higher role. What was added is no break. --release writes
RELEASED anew and is for the moment of a release; docs/formats/protos.md has the
promise in words.
"""
import os
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# Packages that are nobody's interface: records on disk have rules of their own.
PRIVATE_PACKAGES = ("dateline.storage.",)
ROLE_EXTENSION = "dateline.access.v1.required_role"

_Field = descriptor_pb2.FieldDescriptorProto


def compile_protos(proto_dir):
    """The descriptor set of all .proto files of Dateline below `proto_dir`, and what they import."""
    names = []
    for folder, _, files in os.walk(os.path.join(proto_dir, "dateline")):
        names += [os.path.join(folder, name) for name in files if name.endswith(".proto")]
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "set")
        subprocess.run(["protoc", "-I", proto_dir, "--include_imports", "--descriptor_set_out=" + out,
                        *sorted(names)], check=True)
        with open(out, "rb") as file:
            return descriptor_pb2.FileDescriptorSet.FromString(file.read())


class Interface:
    """The messages, enums, methods and extensions of a descriptor set by full name."""

    def __init__(self, files):
        self.messages, self.enums, self.methods, self.extensions = {}, {}, {}, {}
        self._roles = _RoleReader(files)
        for file in files.file:
            package = file.package + "."
            if not package.startswith("dateline.") or package.startswith(PRIVATE_PACKAGES):
                continue
            for extension in file.extension:
                self.extensions[package + extension.name] = extension
            self._take_types(package, file.message_type, file.enum_type)
            for service in file.service:
                for method in service.method:
                    name = "%s%s/%s" % (package, service.name, method.name)
                    self.methods[name] = (method, self._roles.of(method))

    def _take_types(self, prefix, messages, enums):
        for enum in enums:
            self.enums[prefix + enum.name] = enum
        for message in messages:
            self.messages[prefix + message.name] = message
            self._take_types(prefix + message.name + ".", message.nested_type, message.enum_type)


class _RoleReader:
    """Reads the option required_role, which only the set itself describes."""

    def __init__(self, files):
        pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            pool.Add(file)
        self._extension = None
        try:
            self._extension = pool.FindExtensionByName(ROLE_EXTENSION)
        except KeyError:
            return
        options = pool.FindMessageTypeByName("google.protobuf.MethodOptions")
        self._options = message_factory.MessageFactory(pool).GetPrototype(options)

    def of(self, method):
        """(number, name) of the role that a method takes."""
        if self._extension is None:
            return 0, "none"
        options = self._options.FromString(method.options.SerializeToString())
        number = options.Extensions[self._extension]
        return number, self._extension.enum_type.values_by_number[number].name


def _type_text(field):
    name = field.type_name.lstrip(".") if field.type_name else _Field.Type.Name(field.type)[5:].lower()
    if field.label == _Field.LABEL_REPEATED:
        return "repeated " + name
    return ("optional " if field.proto3_optional else "") + name


def _oneof_of(message, field):
    if not field.HasField("oneof_index") or field.proto3_optional:
        return None
    return message.oneof_decl[field.oneof_index].name


def _field_breaks(where, before, now, old, new):
    """`before` and `now` are the messages, `old` and `new` their fields of one number."""
    what = "%s.%s (%d)" % (where, old.name, old.number)
    if new.name != old.name:
        yield "%s was renamed to %s" % (what, new.name)
    if _type_text(new) != _type_text(old):
        yield "%s was %s and is %s" % (what, _type_text(old), _type_text(new))
    if new.json_name != old.json_name:
        yield "%s was %s in JSON and is %s" % (what, old.json_name, new.json_name)
    if _oneof_of(now, new) != _oneof_of(before, old):
        yield "%s was in oneof %s and is in %s" % (what, _oneof_of(before, old), _oneof_of(now, new))


def _message_breaks(name, before, now):
    numbers = {field.number: field for field in now.field}
    for old in before.field:
        if old.number in numbers:
            yield from _field_breaks(name, before, now, old, numbers[old.number])
            continue
        moved = next((field.number for field in now.field if field.name == old.name), None)
        yield "%s.%s (%d) was %s" % (name, old.name, old.number,
                                     "removed" if moved is None else "renumbered to %d" % moved)
    for span in before.reserved_range:
        for field in now.field:
            if span.start <= field.number < span.end:
                yield "%s.%s uses the reserved number %d" % (name, field.name, field.number)
    for field in now.field:
        if field.name in before.reserved_name:
            yield "%s.%s uses a reserved name" % (name, field.name)


def _enum_breaks(name, before, now):
    values = {value.number: value.name for value in now.value}
    for old in before.value:
        if old.number not in values:
            yield "%s.%s (%d) was removed" % (name, old.name, old.number)
        elif all(value.name != old.name or value.number != old.number for value in now.value):
            yield "%s.%s (%d) was renamed to %s" % (name, old.name, old.number, values[old.number])


def _method_breaks(name, before, now):
    (old, old_role), (new, new_role) = before, now
    for side in ("input", "output"):
        was, is_now = (getattr(one, side + "_type").lstrip(".") for one in (old, new))
        if was != is_now:
            yield "%s: the %s was %s and is %s" % (name, side, was, is_now)
    for side in ("client", "server"):
        was, is_now = (getattr(one, side + "_streaming") for one in (old, new))
        if was != is_now:
            yield "%s: the %s %s" % (name, side, "streams no more" if was else "streams now")
    # No role is the highest: such a method is refused to all.
    if (new_role[0] or sys.maxsize) > (old_role[0] or sys.maxsize):
        yield "%s: takes %s, and took %s" % (name, new_role[1], old_role[1])


def _extension_breaks(name, before, now):
    if (before.number, before.extendee, _type_text(before)) != (now.number, now.extendee, _type_text(now)):
        yield "option %s was changed" % name


def breaks(released, present):
    """One line for each break between two descriptor sets."""
    old, new = Interface(released), Interface(present)
    found = []
    for kind, compare in (("messages", _message_breaks), ("enums", _enum_breaks), ("methods", _method_breaks),
                          ("extensions", _extension_breaks)):
        now = getattr(new, kind)
        for name, before in getattr(old, kind).items():
            found += compare(name, before, now[name]) if name in now else [name + " was removed"]
    return found


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["--release"]):
        sys.exit(__doc__)
    present = compile_protos(arguments[0])
    if arguments[2:]:
        with open(arguments[1], "wb") as file:
            file.write(present.SerializeToString(deterministic=True))
        return 0
    with open(arguments[1], "rb") as file:
        released = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    found = breaks(released, present)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
