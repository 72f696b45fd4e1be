#!/usr/bin/python3
"""Who may call what: every method by nobody, a reader, a writer and an admin, over TLS.

    access_test.py --dateline BINARY --root SOURCE_ROOT

The methods come from the running server by reflection, so that one that is added is tried too.
"""
import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import unittest

import grpc

import harness
import log_secrets
from authority import Authority

ARGS = None
DENIED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
RANK = {"nobody": 0, "reader": 1, "writer": 2, "admin": 3}
# What each method takes, written down a second time: a change must be meant.
EXPECTED = {
    "dateline.admin.v1.AdminService": {"admin": "CreateBackup PurgeDeleted"},
    "dateline.extraction.v1.ExtractionService": {
        "reader": "ExtractFacts StreamExtractFacts Annotate DescribeExtractor",
        "admin": "ReloadPatterns"},
    "dateline.ingest.v1.IngestService": {
        "reader": "GetDocument ListDocuments WatchDelivery",
        "writer": "SubmitDocument SubmitDocuments SubmitCollection DeleteDocument",
        "admin": "ReprocessDocuments"},
    "dateline.ingest.v1.DeliveryService": {
        "reader": "GetDeliveryStatus ListDeadLetters ExplainDeadLetters ListReprocessings",
        "admin": "ReplayDeadLetters StartReprocessing StopReprocessing"},
    "dateline.query.v1.QueryService": {
        "reader": "GetFact ListFacts ExportFacts GetEntity ListEntityNames ListPins SearchEntities "
                  "GetTimeline ListStatements CompareSources CompareDocuments ListConflicts "
                  "ExplainFact WatchFacts GetStatistics GetNeighbours FindPath",
        "writer": "RecordExtraction RemoveDocument",
        "admin": "PinEntities RemovePin"},
    # gRPC's own. Probes have no token; reflection is for those who may read.
    "grpc.health.v1.Health": {"nobody": "Check Watch"},
    "grpc.reflection.v1alpha.ServerReflection": {"reader": "ServerReflectionInfo"},
}


def admin(*arguments):
    done = subprocess.run([ARGS.dateline, "admin", *arguments], capture_output=True, check=False,
                          text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


class AccessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.authority = Authority(cls.folder.name)
        cls.authority.sign("server", "DNS:localhost,IP:127.0.0.1")
        cls.authority.sign("robot", "DNS:robot.example")
        cls.access = os.path.join(cls.folder.name, "access.json")
        cls.tokens = {
            role: admin("tokens", "create", "the-" + role, "--role", role, "--access", cls.access)
            for role in ("reader", "writer", "admin")}
        cls.served = harness.Served(
            ARGS.dateline, os.path.join(cls.folder.name, "data"),
            "--tls-certificate", cls.authority.certificate("server"),
            "--tls-key", cls.authority.key("server"),
            "--tls-client-ca", cls.authority.certificate("authority"), "--access", cls.access)
        cls.stubs = tempfile.TemporaryDirectory()
        harness.generate_stubs(os.path.join(ARGS.root, "proto"), cls.stubs.name)
        cls.messages = harness.Messages(os.path.join(ARGS.root, "proto"), cls.stubs.name)
        cls.channel = cls.connect()

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        log = cls.served.read_log()
        cls.served.close()
        log_secrets.refuse(log, cls.tokens.values(), [cls.authority.key("server")])
        cls.stubs.cleanup()
        cls.folder.cleanup()

    @classmethod
    def connect(cls, client=None):
        with open(cls.authority.certificate("authority"), "rb") as file:
            ca = file.read()
        key = certificate = None
        if client:
            with open(cls.authority.key(client), "rb") as file:
                key = file.read()
            with open(cls.authority.certificate(client), "rb") as file:
                certificate = file.read()
        return grpc.secure_channel(cls.served.address,
                                   grpc.ssl_channel_credentials(ca, key, certificate))

    def test_a_server_is_alive_whose_certificate_nobody_accepts(self):
        stranger = Authority(self.folder.name, "stranger")
        ask = [ARGS.dateline, "--server", self.served.address, "--ca",
               stranger.certificate("stranger"), "health"]
        self.assertEqual(subprocess.run(ask, capture_output=True, check=False).returncode, 3)
        self.assertEqual(subprocess.run([*ask, "--alive"], capture_output=True,
                                        check=False).returncode, 0)

    def code(self, method, metadata=(), request=b"", streams=False, channel=None):
        """The code of a call; DEADLINE_EXCEEDED for a stream that goes on."""
        channel = channel or self.channel
        try:
            if streams:
                call = channel.stream_stream(method)
                for _ in call(iter([request]), metadata=metadata, timeout=1):
                    return grpc.StatusCode.OK
            else:
                channel.unary_unary(method)(request, metadata=metadata, timeout=30)
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK

    def bearer(self, role):
        return () if role == "nobody" else (("authorization", "Bearer " + self.tokens[role]),)

    def reflect(self, **request):
        """One answer of the reflection service."""
        request_class = self.messages["grpc.reflection.v1alpha.ServerReflectionRequest"]
        answer_class = self.messages["grpc.reflection.v1alpha.ServerReflectionResponse"]
        call = self.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=request_class.SerializeToString,
            response_deserializer=answer_class.FromString)
        return next(iter(call(iter([request_class(**request)]), metadata=self.bearer("reader"),
                              timeout=30)))

    def methods(self):
        """(service, method, streams, role in its proto) of every method that the server has."""
        # gRPC's own health service is not in what it reflects.
        yield "grpc.health.v1.Health", "Check", False, None
        yield "grpc.health.v1.Health", "Watch", True, None
        from dateline.access.v1 import access_pb2
        from google.protobuf import descriptor_pb2
        for service in self.reflect(list_services="").list_services_response.service:
            files = self.reflect(file_containing_symbol=service.name).file_descriptor_response
            for data in files.file_descriptor_proto:
                file = descriptor_pb2.FileDescriptorProto.FromString(data)
                for found in file.service:
                    if file.package + "." + found.name != service.name:
                        continue
                    for method in found.method:
                        role = method.options.Extensions[access_pb2.required_role]
                        yield (service.name, method.name,
                               method.client_streaming or method.server_streaming,
                               access_pb2.Role.Name(role)[5:].lower())

    def test_every_method_by_every_role(self):
        tried = 0
        seen = {}
        for service, method, streams, named in self.methods():
            required = [role for role, names in EXPECTED.get(service, {}).items()
                        if method in names.split()]
            self.assertEqual(len(required), 1, "%s/%s is not in the table" % (service, method))
            if service.startswith("dateline."):
                self.assertEqual(named, required[0], method)
            seen.setdefault(service, set()).add(method)
            for role in RANK:
                code = self.code("/%s/%s" % (service, method), self.bearer(role), streams=streams)
                what = "%s/%s by %s: %s" % (service, method, role, code)
                if RANK[role] >= RANK[required[0]]:
                    self.assertNotIn(code, DENIED, what)
                elif role == "nobody":
                    self.assertEqual(code, grpc.StatusCode.UNAUTHENTICATED, what)
                else:
                    self.assertEqual(code, grpc.StatusCode.PERMISSION_DENIED, what)
                tried += 1
        for service, roles in EXPECTED.items():
            names = set(itertools.chain(*(names.split() for names in roles.values())))
            self.assertEqual(seen.get(service), names, service)
        print("%d methods, %d calls" % (tried // len(RANK), tried), file=sys.stderr)

    def test_a_method_that_is_none_is_refused(self):
        for method in ("/dateline.query.v1.QueryService/Forget", "/a/b", "/",
                       "/dateline.query.v1.QueryService/", "/grpc.channelz.v1.Channelz/GetServers"):
            self.assertEqual(self.code(method, self.bearer("admin")),
                             grpc.StatusCode.UNIMPLEMENTED, method)

    def test_malformed_credentials(self):
        good = self.tokens["admin"]
        head, token_id, secret = good.split("_", 2)
        other = self.tokens["reader"].split("_", 2)
        cases = [
            "", "Bearer", "Bearer ", good, "Basic " + good, "Bearer" + good, "Bearer  " + good,
            "Bearer " + good + "x", "Bearer " + good[:-1], "Bearer " + good[1:],
            "Bearer " + good.upper(), "Bearer " + secret, "Bearer %s_%s_" % (head, token_id),
            "Bearer %s_%s_%s" % (head, token_id, other[2]),
            "Bearer %s_%s_%s" % (head, other[1], secret),
            "Bearer %s_%s_%s" % (head, "0" * 16, secret), "Bearer dl_", "Bearer \"%s\"" % good,
            "Bearer %s,Bearer %s" % (good, good), "Bearer " + "a" * 5000, "Token " + good,
            "Bearer ../../etc/passwd", "Bearer ' OR 1=1 --", "Bearer null"]
        self.assertGreaterEqual(len(cases), 20)
        for case in cases:
            self.assertEqual(
                self.code("/dateline.query.v1.QueryService/GetStatistics",
                          (("authorization", case),)), grpc.StatusCode.UNAUTHENTICATED, case)
        self.assertEqual(
            self.code("/dateline.query.v1.QueryService/GetStatistics",
                      (("authorization", "Bearer " + good),) * 2),
            grpc.StatusCode.UNAUTHENTICATED, "two headers")

    def test_certificates_are_callers_too(self):
        method = "/dateline.query.v1.QueryService/GetStatistics"
        with self.connect("robot") as channel:
            self.assertEqual(self.code(method, channel=channel), grpc.StatusCode.UNAUTHENTICATED)
            admin("certificates", "allow", "dns:robot.example", "--role", "reader",
                  "--access", self.access)
            self.await_code(grpc.StatusCode.OK, method, channel=channel)
            self.assertEqual(self.code("/dateline.admin.v1.AdminService/PurgeDeleted",
                                       channel=channel), grpc.StatusCode.PERMISSION_DENIED)
            self.assertEqual(self.code(method, (("authorization", "Bearer no"),), channel=channel),
                             grpc.StatusCode.UNAUTHENTICATED, "a wrong token beside it")
            admin("certificates", "revoke", "dns:robot.example", "--access", self.access)
            self.await_code(grpc.StatusCode.UNAUTHENTICATED, method, channel=channel)

    def test_tokens_are_revoked_without_a_restart(self):
        token = admin("tokens", "create", "brief", "--role", "reader", "--access", self.access)
        self.tokens["brief"] = token
        method = "/dateline.query.v1.QueryService/GetStatistics"
        bearer = (("authorization", "Bearer " + token),)
        self.await_code(grpc.StatusCode.OK, method, bearer)
        listed = admin("tokens", "list", "--access", self.access)
        self.assertIn("brief", listed)
        self.assertNotIn(token.split("_", 2)[2], listed)
        admin("tokens", "revoke", "brief", "--access", self.access)
        self.await_code(grpc.StatusCode.UNAUTHENTICATED, method, bearer)

    def await_code(self, wanted, *arguments, **named):
        """The server looks at its access list once a second."""
        for _ in range(100_000):
            if self.code(*arguments, **named) == wanted:
                return
        self.fail("never %s" % wanted)

    def test_the_client_calls_with_token_and_certificate(self):
        def dateline(*arguments, token=None):
            environment = {**os.environ, "DATELINE_SERVER": self.served.address}
            environment.pop("DATELINE_TOKEN", None)
            if token:
                environment["DATELINE_TOKEN"] = token
            return subprocess.run([ARGS.dateline, *arguments], env=environment, text=True,
                                  capture_output=True, check=False)

        ca = ("--ca", self.authority.certificate("authority"))
        done = dateline("stats", *ca, token=self.tokens["reader"])
        self.assertEqual(done.returncode, 0, done.stderr)
        done = dateline("stats", *ca)
        self.assertEqual(done.returncode, 5)
        self.assertIn("DATELINE_TOKEN", done.stderr)
        done = dateline("purge", *ca, "--yes", token=self.tokens["reader"])
        self.assertNotEqual(done.returncode, 0)
        done = dateline("stats")
        self.assertEqual(done.returncode, 3, "no TLS where the server wants it: " + done.stderr)
        token_file = os.path.join(self.folder.name, "token")
        with open(token_file, "w", encoding="ascii") as file:
            file.write(self.tokens["reader"] + "\n")
        done = dateline("stats", *ca, "--token-file", token_file)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dateline", required=True)
    parser.add_argument("--root", required=True)
    ARGS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
