"""Faults for a deployment, drawn by a seed, one at a time.

    faults = Faults(servers, machine, disks, seed)
    fault = faults.next()              # a Fault; every kind comes before one comes again
    fault.begin(); ...; fault.end()

Each ends with the deployment as it was before: whoever was killed was started again, as a supervisor
does it.
"""
import os
import random
import struct
import subprocess
import time

from deployment import Deployment

RESTART_SECONDS = 0.5   # Between a death and the next life.
REFRESH_SECONDS = 5.5   # Until servers have read certificates that changed.


class Machine:
    """The slow disk and wrong clock of faulty_machine.c, for the processes that have
    `environment`."""

    def __init__(self, library, folder, name):
        self.path = os.path.join(folder, f"{name}-machine")
        self.sync_milliseconds = self.clock_seconds = 0
        self._write("wb")
        self.environment = {**os.environ, "LD_PRELOAD": library, "DATELINE_FAULTS": self.path}

    def set(self, sync_milliseconds=0, clock_seconds=0):
        self.sync_milliseconds, self.clock_seconds = sync_milliseconds, clock_seconds
        self._write("r+b")

    def _write(self, mode):
        with open(self.path, mode) as file:
            file.write(struct.pack("qq", self.sync_milliseconds, self.clock_seconds))


class SmallDisk:
    """A file system of its own in memory; takes root."""

    def __init__(self, folder, mebibytes):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "dateline-test", folder],
                       check=True, capture_output=True)
        self.ballast = os.path.join(folder, "ballast")

    def fill(self):
        figures = os.statvfs(self.folder)
        with open(self.ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, figures.f_bavail * figures.f_frsize)

    def free(self):
        if os.path.exists(self.ballast):
            os.remove(self.ballast)

    def close(self):
        subprocess.run(["umount", "--lazy", self.folder], check=False, capture_output=True)


class Fault:
    """`kind` names the row of the report. `killed` is the name of the daemon that dies, if any;
    `dead` then is from when to when it was not there."""

    def __init__(self, kind, begin, end, killed=None):
        self.kind, self._begin, self._end, self.killed = kind, begin, end, killed
        self.began = self.ended = self.dead = None

    def begin(self):
        self.began = time.monotonic()
        self._begin()

    def end(self):
        self._end()
        self.ended = time.monotonic()
        if self.killed:
            self.dead = (self.began, self.ended)


class Faults:
    """`machines` and `disks` by name of daemon; kinds that need what is not there are left out."""

    def __init__(self, servers: Deployment, machines, disks, seed):
        self.servers, self.machines, self.disks = servers, machines, disks
        self.rng = random.Random(seed)
        self.scaled = False
        self._bag = []

    def kinds(self):
        kinds = [f"{verb} {name}" for verb in ("kill", "pause")
                 for name in ("query", "ingest", "extraction")]
        kinds += [f"full disk {name}" for name in self.disks]
        kinds += [f"{what} {name}" for name in self.machines
                  for what in ("slow disk", "clock step")]
        kinds += [f"connections {mode}" for mode in ("drop", "refuse", "hang", "delay")]
        return kinds + ["expired certificates", "extraction scaled"]

    def next(self):
        if not self._bag:
            self._bag = self.kinds()
            self.rng.shuffle(self._bag)
        kind = self._bag.pop()
        make = {"kill": self._kill, "pause": self._pause, "full disk": self._full_disk,
                "slow disk": self._slow_disk, "clock step": self._clock_step,
                "connections": self._connections, "expired": self._expired,
                "extraction": self._scaled}
        what, _, rest = kind.rpartition(" ")
        return make[what if what in make else kind.split()[0]](kind, rest)

    def _daemon(self, name):
        running = [daemon for daemon in self.servers.all if daemon.name == name and daemon.running()]
        return self.rng.choice(running)

    def _kill(self, kind, name):
        daemon = self._daemon(name)

        def start():
            time.sleep(RESTART_SECONDS)
            daemon.start()
            daemon.await_serving()

        return Fault(kind, daemon.kill, start, killed=name)

    def _pause(self, kind, name):
        daemon = self._daemon(name)
        return Fault(kind, daemon.pause, daemon.resume)

    def _full_disk(self, kind, name):
        return Fault(kind, self.disks[name].fill, self.disks[name].free)

    def _slow_disk(self, kind, name):
        wait = self.rng.choice([50, 200, 500])
        return Fault(kind, lambda: self.machines[name].set(sync_milliseconds=wait),
                     self.machines[name].set)

    def _clock_step(self, kind, name):
        step = self.rng.choice([-3600, -60, -1, 1, 60, 3600])
        return Fault(kind, lambda: self.machines[name].set(clock_seconds=step),
                     self.machines[name].set)

    def _connections(self, kind, mode):
        proxies = [daemon.proxy for daemon in self.servers.all]

        def begin():
            for proxy in proxies:
                proxy.set_mode(mode, drop_after=self.rng.randint(0, 50_000),
                               delay=self.rng.uniform(0.05, 0.3))

        def end():
            for proxy in proxies:
                proxy.set_mode("pass")

        return Fault(kind, begin, end)

    def _expired(self, kind, _):
        def cut_connections():
            for daemon in self.servers.all:
                daemon.proxy.set_mode("refuse")
            time.sleep(0.2)
            for daemon in self.servers.all:
                daemon.proxy.set_mode("pass")

        def begin():
            # New connections meet the expired certificate, so there must be some.
            self.servers.expire_certificates()
            time.sleep(REFRESH_SECONDS)
            cut_connections()

        return Fault(kind, begin, self.servers.renew_certificates)

    def _scaled(self, kind, _):
        """From one to three, or back."""
        more = self.servers.extractions[1:]

        def begin():
            if self.scaled:
                for daemon in more:
                    daemon.stop()
            else:
                for daemon in more:
                    daemon.start()
            self.scaled = not self.scaled

        def end():
            for daemon in more:
                if daemon.running():
                    daemon.await_serving()

        return Fault(kind, begin, end)
