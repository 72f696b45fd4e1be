"""The three daemons as an operator runs them: TLS, an access list, fixed ports, folders of their own.

    deployment = Deployment("build/release/bin", folder)
    deployment.start()
    channel = deployment.connect("ingest", "writer")   # every call carries the writer's token
    deployment.query.kill(); deployment.query.start(); deployment.query.await_serving()
    deployment.stop(); deployment.close()

Ingest calls the other two with a client certificate. Between each daemon and its callers stands a
FaultProxy, which passes everything on until it is told otherwise. A daemon keeps its port, its data
and its proxy through all its lives.
"""
import json
import os
import signal
import socket
import subprocess
import sys
import time

# gRPC would write a line of its own for each handshake and connection that fails.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc  # pylint: disable=wrong-import-position

import fault_proxy  # pylint: disable=wrong-import-position

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "integration"))
import log_secrets  # pylint: disable=wrong-import-position
from authority import Authority  # pylint: disable=wrong-import-position

START_SECONDS = 120
STOP_SECONDS = 60
ROLES = ("reader", "writer", "admin")
SERVICE_CONFIG = os.path.join(os.path.dirname(__file__), "../../examples/service_config.json")


def free_ports(count):
    """Ports that nobody listens on. All are held until all are found."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [sock.getsockname()[1] for sock in sockets]
    for sock in sockets:
        sock.close()
    return ports


def client_options():
    """Channel options of a patient client: what the examples recommend."""
    with open(SERVICE_CONFIG, encoding="utf-8") as file:
        config = json.dumps(json.load(file))
    return [("grpc.service_config", config),
            ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.min_reconnect_backoff_ms", 1000),
            ("grpc.max_reconnect_backoff_ms", 1000),
            ("grpc.keepalive_time_ms", 10_000), ("grpc.keepalive_timeout_ms", 5_000),
            ("grpc.max_send_message_length", 16 << 20),
            ("grpc.max_receive_message_length", 16 << 20)]


def addresses(daemons, direct=False):
    """Replicas of one server as a gRPC name."""
    return "ipv4:" + ",".join(f"127.0.0.1:{daemon.port if direct else daemon.proxy.port}"
                              for daemon in daemons)


class Daemon:
    """One of them, through all its lives."""

    def __init__(self, name, command, port, log, environment=None):
        self.name, self.command, self.port, self.log = name, command, port, log
        self.environment = environment
        self.port_file = command[command.index("--port-file") + 1]
        self.proxy = fault_proxy.FaultProxy()
        self.proxy.target = ("127.0.0.1", port)
        self.process = None
        self.lives = 0

    def start(self):
        if os.path.exists(self.port_file):
            os.remove(self.port_file)
        self.lives += 1
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log,
                                        env=self.environment)

    def await_serving(self):
        deadline = time.monotonic() + START_SECONDS
        while not os.path.exists(self.port_file):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.name} does not start: see the log")
            time.sleep(0.002)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        """As a supervisor does: SIGTERM, and a good end."""
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=STOP_SECONDS) != 0:
            raise AssertionError(f"{self.name} ended with {self.process.returncode}")

    def memory_mib(self):
        """Resident memory; None if it is not running."""
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
                for line in file:
                    if line.startswith("VmRSS:"):
                        return int(line.split()[1]) / 1024
        except (OSError, AttributeError):
            pass
        return None


class _Token(grpc.AuthMetadataPlugin):
    def __init__(self, token):
        self.token = token

    def __call__(self, context, callback):
        callback((("authorization", "Bearer " + self.token),), None)


class Deployment:
    """`data`: folders of the two stores by name, if not below `folder`. `flags` and `environment` are
    further flags and whole environments by name of daemon."""

    def __init__(self, binaries, folder, data=None, extractions=1, flags=None, environment=None):
        self.binaries, self.folder = binaries, folder
        os.makedirs(folder, exist_ok=True)
        self.log = open(os.path.join(folder, "daemons.log"), "ab")
        self.data = {name: os.path.join(folder, name) for name in ("ingest", "query")}
        self.data.update(data or {})
        self.flags, self.environment = flags or {}, environment or {}
        self._make_secrets()
        ports = free_ports(2 + extractions)
        self.query = self._daemon("query", ports[0], "--data", self.data["query"])
        self.extractions = [self._daemon("extraction", port) for port in ports[2:]]
        self.ingest = self._daemon(
            "ingest", ports[1], "--data", self.data["ingest"],
            "--extraction", addresses(self.extractions), "--query", addresses([self.query]),
            "--upstream-server-name", "localhost",
            "--upstream-ca", self.authority.certificate("authority"),
            "--upstream-certificate", self.authority.certificate("ingest"),
            "--upstream-key", self.authority.key("ingest"))
        self.all = [self.query, *self.extractions, self.ingest]

    def _make_secrets(self):
        folder = os.path.join(self.folder, "secrets")
        os.makedirs(folder, exist_ok=True)
        self.authority = Authority(folder)
        self.authority.sign("server", "DNS:localhost,IP:127.0.0.1")
        self.authority.sign("ingest", "DNS:ingest.example")
        self.access = os.path.join(folder, "access.json")
        self.tokens = {role: self._admin("tokens", "create", "load-" + role, "--role", role)
                       for role in ROLES}
        self._admin("certificates", "allow", "dns:ingest.example", "--role", "writer")
        with open(self.authority.certificate("authority"), "rb") as file:
            self.ca = file.read()

    def _admin(self, *arguments):
        done = subprocess.run([os.path.join(self.binaries, "dateline"), "admin", *arguments,
                               "--access", self.access], capture_output=True, check=False, text=True)
        if done.returncode != 0:
            raise AssertionError("dateline admin: " + done.stderr)
        return done.stdout.strip()

    def _daemon(self, name, port, *flags):
        command = [os.path.join(self.binaries, "dateline-" + name),
                   "--listen", f"127.0.0.1:{port}",
                   "--port-file", os.path.join(self.folder, f"{name}-{port}.port"),
                   "--tls-certificate", self.authority.certificate("server"),
                   "--tls-key", self.authority.key("server"),
                   "--tls-client-ca", self.authority.certificate("authority"),
                   "--access", self.access, *flags, *self.flags.get(name, ())]
        return Daemon(name, command, port, self.log, self.environment.get(name))

    def expire_certificates(self):
        """The servers' certificate from now on is one that has ended; connections that are open
        stay."""
        self.authority.sign("server", "DNS:localhost,IP:127.0.0.1", days=-1)

    def renew_certificates(self):
        self.authority.sign("server", "DNS:localhost,IP:127.0.0.1")

    def start(self, extractions=None):
        """All, or all but with only the first `extractions` of the extraction servers."""
        started = [self.query, *self.extractions[:extractions], self.ingest]
        for daemon in started:
            daemon.start()
        for daemon in started:
            daemon.await_serving()

    def connect(self, name, role, direct=False):
        """A channel to a daemon, or to all extraction servers, with the token of `role`; past the
        proxies if `direct`."""
        daemons = {"ingest": [self.ingest], "query": [self.query],
                   "extraction": self.extractions}[name]
        credentials = grpc.composite_channel_credentials(
            grpc.ssl_channel_credentials(self.ca),
            grpc.metadata_call_credentials(_Token(self.tokens[role])))
        # Channels of one process share connections unless they say that they do not.
        options = [*client_options(), ("grpc.use_local_subchannel_pool", 1),
                   ("grpc.ssl_target_name_override", "localhost")]
        return grpc.secure_channel(addresses(daemons, direct), credentials, options=options)

    def export(self):
        """All facts as JSON Lines, by the client, past the proxies."""
        done = subprocess.run(
            [os.path.join(self.binaries, "dateline"), "--server", f"127.0.0.1:{self.query.port}",
             "--ca", self.authority.certificate("authority"), "--quiet", "--timeout", "600",
             "export", "--format=jsonl"],
            env={**os.environ, "DATELINE_TOKEN": self.tokens["reader"]},
            capture_output=True, check=False, timeout=900)
        if done.returncode != 0:
            raise AssertionError("export: " + done.stderr.decode())
        return done.stdout

    def stop(self):
        """Each as a supervisor does."""
        for daemon in reversed(self.all):
            if daemon.running():
                daemon.stop()

    def close(self):
        """Ends what still runs, and the proxies; once. AssertionError if a log of theirs tells a
        secret."""
        for daemon in self.all:
            if daemon.running():
                daemon.kill()
            daemon.proxy.close()
        self.log.close()
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            log_secrets.refuse(file.read(), self.tokens.values(),
                               [self.authority.key("server"), self.authority.key("ingest")])
