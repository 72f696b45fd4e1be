"""Stubs made from the .proto files, and a running `dateline serve`, for tests.

Stubs are generated at test time, as any user would generate them. Health,
reflection and the error details are read through descriptors instead, because
their Python packages would be in the way of grpcio's and protobuf's own.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

import log_secrets

GRPC_PROTOS = "/usr/share/grpc-proto"
ERROR_DOMAIN = "dateline.org"


def generate_stubs(proto_root, folder):
    """Writes *_pb2.py and *_pb2_grpc.py of all Dateline protos and makes them importable."""
    names = []
    for directory, _, files in os.walk(os.path.join(proto_root, "dateline")):
        names += [os.path.join(directory, name) for name in files if name.endswith(".proto")]
    subprocess.run(["protoc", "-I", proto_root, "--python_out=" + folder,
                    "--grpc_python_out=" + folder,
                    "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
                    *sorted(names)], check=True)
    sys.path.insert(0, folder)


class Messages:
    """Message classes by full name, from .proto files that are not imported as Python."""

    def __init__(self, proto_root, folder):
        files = descriptor_pb2.FileDescriptorSet()
        for root, names in ((GRPC_PROTOS, ["grpc/health/v1/health.proto",
                                           "grpc/reflection/v1alpha/reflection.proto"]),
                            (proto_root, ["google/rpc/status.proto",
                                          "google/rpc/error_details.proto"])):
            out = os.path.join(folder, "descriptors")
            subprocess.run(["protoc", "-I", root, "--include_imports",
                            "--descriptor_set_out=" + out, *names], check=True)
            with open(out, "rb") as file:
                files.MergeFromString(file.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)

    def __getitem__(self, full_name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(full_name))

    def error_info(self, error):
        """(reason, metadata) of a grpc.RpcError's ErrorInfo, or (None, {})."""
        for key, value in error.trailing_metadata() or ():
            if key != "grpc-status-details-bin":
                continue
            for detail in self["google.rpc.Status"].FromString(value).details:
                if detail.type_url.endswith("/google.rpc.ErrorInfo"):
                    info = self["google.rpc.ErrorInfo"].FromString(detail.value)
                    if info.domain == ERROR_DOMAIN:
                        return info.reason, dict(info.metadata)
        return None, {}


class Started:
    """A server on a free loopback port, from its command and `--port-file`; `name` is for errors."""

    def __init__(self, name, *command):
        self.folder = tempfile.TemporaryDirectory()
        port_file = os.path.join(self.folder.name, "port")
        self.log = open(os.path.join(self.folder.name, "log"), "w+b")
        self.process = subprocess.Popen(
            [*command, "--listen", "127.0.0.1:0", "--port-file", port_file],
            stdout=self.log, stderr=self.log)
        give_up = time.monotonic() + 60
        while not os.path.exists(port_file):
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(name + " did not start:\n" + self.read_log())
            time.sleep(0.01)
        with open(port_file, encoding="utf-8") as file:
            self.address = "127.0.0.1:" + file.read().strip()

    def read_log(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def terminate(self):
        """Asks it to end, as a supervisor does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        log_secrets.refuse(self.read_log())
        self.log.close()
        self.folder.cleanup()


class Served(Started):
    """A running `dateline serve` on a free loopback port; without TLS unless `flags` ask for it."""

    def __init__(self, binary, data_folder, *flags):
        guard = [] if "--tls-certificate" in flags else ["--insecure"]
        super().__init__("serve", binary, "serve", *guard, "--data", data_folder, *flags)
        self.channel = grpc.insecure_channel(self.address, options=[
            ("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)])

    def close(self):
        self.channel.close()
        super().close()
