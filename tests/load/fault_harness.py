#!/usr/bin/python3
"""The three daemons under mixed load while one thing after the other goes wrong.

    fault_harness.py --bin build/release/bin --protos proto --machine LIBRARY          # about a minute
    fault_harness.py --bin ... --protos ... --machine ... --minutes 30 --fault-every 20

The daemons run as an operator runs them: as processes with TLS, an access list, a client
certificate for ingest, stores on disks of their own, connections through proxies (deployment.py).
Clients submit, list and watch (fault_load.py). Every --fault-every seconds one fault is drawn
(faults.py): a process killed or stopped for a while, a disk that is full or slow, a clock that
steps, connections that drop, hang or are slow, certificates that have expired, extraction scaled
from one server to three and back. At the end
  * every acknowledged document is there once, and delivered; none that nobody sent;
  * the export is byte-identical to that of daemons left in peace with the same documents;
  * no answer was wrong: pages of a listing are whole, the past stays as it was, an acknowledged
    document is found;
  * a watcher that went on from its resume tokens saw every change once, in order;
  * reads succeeded, but for those that a killed server missed until it served again;
  * memory stayed within its bound.
LIBRARY is what CMake builds of faulty_machine.c (build/release/tests/load/libfaulty_machine.so). Full
disks take root; without, they are left out, and the report says so.
"""
import argparse
import collections
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time

import deployment
import fault_load
import faults
import generated_articles
from scratch_folder import ScratchFolder
from submissions import Submissions, await_settled

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "integration"))
import harness  # pylint: disable=wrong-import-position

SETTLE_SECONDS = 900
DISK_MIB = 1024
CACHE_MIB = 64
# What a daemon takes beside its cache, as its help says, and extraction, which has none.
MEMORY_BOUND_MIB = {"query": CACHE_MIB + 200, "ingest": CACHE_MIB + 200, "extraction": 400}
LOADED = 60  # Documents before the first fault.
READS = ("list", "statistics", "search", "document", "documents", "extract")
SUBMISSIONS = ("submit", "stream")


class MemorySampler:
    """Resident memory of each daemon every two seconds."""

    def __init__(self, servers):
        self.samples = collections.defaultdict(list)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(servers,))
        self.thread.start()

    def _run(self, servers):
        while not self.ended.wait(2):
            for daemon in servers.all:
                mebibytes = daemon.memory_mib() if daemon.running() else None
                if mebibytes:
                    self.samples[daemon.name].append(mebibytes)

    def end(self):
        self.ended.set()
        self.thread.join()

    def figures(self):
        """By name: medians of the second and the last quarter of the run, and the most."""
        out = {}
        for name, samples in self.samples.items():
            quarter = max(1, len(samples) // 4)
            out[name] = (statistics.median(samples[quarter:2 * quarter] or samples),
                         statistics.median(samples[-quarter:]), max(samples))
        return out


class Trial:
    """What the disturbed daemons went through, for the report."""

    def __init__(self):
        self.faults = []
        self.problems = []  # What must not be, in words.
        self.left_out = []


def make_disks(folder, trial):
    disks = {}
    for name in ("query", "ingest"):
        try:
            disks[name] = faults.SmallDisk(os.path.join(folder, name + "-disk"), DISK_MIB)
        except (subprocess.CalledProcessError, OSError):
            trial.left_out.append(f"full disk {name} (cannot mount a file system; are we root?)")
    return disks


def suffer(options, servers, machines, disks, trial):
    """Faults until the time is over, or until SIGINT: then the checks follow."""
    stopped = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    began = time.monotonic()
    drawn = faults.Faults(servers, machines, disks, options.seed)
    rng = random.Random(options.seed)
    while time.monotonic() < began + 60 * options.minutes and not stopped.is_set():
        due = time.monotonic() + options.fault_every
        fault = drawn.next()
        if options.verbose:
            print(f"{time.strftime('%X')} {fault.kind}", file=sys.stderr, flush=True)
        fault.begin()
        time.sleep(0 if fault.killed else rng.uniform(0.1, 0.25) * options.fault_every)
        fault.end()
        trial.faults.append(fault)
        time.sleep(max(0.5, due - time.monotonic()))
        for daemon in servers.all[:2] + [servers.ingest]:
            if not daemon.running():
                trial.problems.append(f"{daemon.name} ended by itself with "
                                      f"{daemon.process.returncode} about {fault.kind}")
                daemon.start()
                daemon.await_serving()
    trial.minutes = (time.monotonic() - began) / 60


def check_documents(client, submissions, trial):
    """Every acknowledged document once, delivered, and no others."""
    pb = client.ingest_pb
    states = await_settled(client.ingest, SETTLE_SECONDS)
    for number, document_id in submissions.acknowledged.items():
        if document_id not in states:
            trial.problems.append(f"acknowledged document {number} is lost")
        elif states[document_id].state != pb.DELIVERY_STATE_DELIVERED:
            trial.problems.append(f"document {number} is not delivered: {states[document_id]}")
    listed, token = [], ""
    while True:
        page = client.ingest.ListDocuments(
            pb.ListDocumentsRequest(page_size=1000, page_token=token), timeout=60)
        listed += [document.document.id for document in page.documents]
        token = page.next_page_token
        if not token:
            break
    if len(set(listed)) != len(listed):
        trial.problems.append("a document is listed twice")
    if set(listed) != set(submissions.acknowledged.values()):
        trial.problems.append(f"{len(listed)} documents are listed, "
                              f"{len(submissions.acknowledged)} were acknowledged")


def check_watched(client, load, trial):
    """The watcher through all faults saw what one sees that reads all from the beginning."""
    whole, call = [], fault_load.watch(client.query, client.query_pb, "", timeout=120)
    beats = 0
    for answer in call:
        whole += [fault_load.change_key(change) for change in answer.changes]
        # One heartbeat at the start, the next when there has been nothing more for a while.
        beats += not answer.changes
        if beats == 2:
            break
    call.cancel()
    deadline = time.monotonic() + 60
    while len(load.watched) < len(whole) and time.monotonic() < deadline:
        time.sleep(0.1)
    load.end_watching()
    if load.watched != whole:
        missing = len(set(whole) - set(load.watched))
        again = len(load.watched) - len(set(load.watched))
        trial.problems.append(f"the watcher saw {len(load.watched)} changes of {len(whole)}: "
                              f"{missing} missing, {again} twice or more")
    return len(whole)


def run_disturbed(options, folder, submissions, trial):
    disks = make_disks(folder, trial)
    machines = {}
    if options.machine:
        machines = {name: faults.Machine(options.machine, folder, name)
                    for name in ("query", "ingest")}
    else:
        trial.left_out.append("slow disks and clock steps (no --machine)")
    data = {name: os.path.join(disk.folder, "data") for name, disk in disks.items()}
    cache = ("--cache-mib", str(CACHE_MIB))
    servers = deployment.Deployment(
        options.bin, os.path.join(folder, "disturbed"), data=data, extractions=3,
        flags={"ingest": ("--max-retry-delay", "5", *cache), "query": cache},
        environment={name: machine.environment for name, machine in machines.items()})
    try:
        servers.start(extractions=1)
        client = fault_load.Client(servers, direct=True)
        submissions.submit_stream(client.ingest, SETTLE_SECONDS, range(LOADED))
        await_settled(client.ingest, SETTLE_SECONDS)
        load = fault_load.MixedLoad(servers, submissions, options.seed, options.reads_per_second,
                                    options.submissions_per_second)
        memory = MemorySampler(servers)
        try:
            suffer(options, servers, machines, disks, trial)
        finally:
            load.end()
            memory.end()
        trial.load, trial.memory = load, memory.figures()
        check_documents(client, submissions, trial)
        trial.changes = check_watched(client, load, trial)
        trial.problems += [f"wrong answer: {wrong}" for wrong in load.wrong]
        exported = servers.export()
        client.close()
        servers.stop()
    finally:
        servers.close()
        for disk in disks.values():
            disk.close()
    return exported


def run_undisturbed(options, folder, submissions):
    """The same documents in another order into daemons that are left in peace."""
    servers = deployment.Deployment(options.bin, os.path.join(folder, "undisturbed"))
    try:
        servers.start()
        client = fault_load.Client(servers, direct=True)
        numbers = sorted(submissions.acknowledged)
        random.Random(options.seed).shuffle(numbers)
        again = Submissions(submissions.articles)
        again.submit_stream(client.ingest, SETTLE_SECONDS, numbers)
        await_settled(client.ingest, SETTLE_SECONDS)
        exported = servers.export()
        client.close()
        servers.stop()
    finally:
        servers.close()
    return exported


def excused(outcome, trial):
    """Whether a call failed because its server was killed and not back yet."""
    return any(fault.killed == outcome.target and outcome.began < fault.dead[1] and
               outcome.ended > fault.dead[0] for fault in trial.faults if fault.killed)


def longest_gap(outcomes, kinds, target, begin, end):
    """The longest time in a window without an answer that ended well, in seconds."""
    moments = sorted(outcome.ended for outcome in outcomes
                     if outcome.code is None and outcome.kind in kinds and
                     outcome.target == target and begin <= outcome.ended < end)
    edges = [begin, *moments, end]
    return max(after - before for before, after in zip(edges, edges[1:]))


def recovery(outcomes, fault, end):
    """Seconds after the fault until reads, submissions and changes of facts had all come again;
    None if not before `end`."""
    latest = 0.0
    for kinds in (READS, SUBMISSIONS, ("watched",)):
        done = [outcome.ended for outcome in outcomes
                if outcome.code is None and outcome.kind in kinds and outcome.ended < end and
                outcome.began >= fault.ended]
        if not done:
            return None
        latest = max(latest, min(done) - fault.ended)
    return latest


def tabulate(trial, options):
    """A row for each kind of fault."""
    rows = {}
    for fault, after in zip(trial.faults, [*trial.faults[1:], None]):
        end = after.began if after else fault.began + options.fault_every
        near = [outcome for outcome in trial.load.outcomes if fault.began <= outcome.ended < end]
        failed = [outcome for outcome in near if outcome.code is not None]
        row = rows.setdefault(fault.kind, {"times": 0, "failed_reads": 0, "failed_submissions": 0,
                                           "longest_gap": 0.0, "recovered_in": 0.0, "unrecovered": 0,
                                           "lasted": []})
        row["times"] += 1
        row["lasted"].append(fault.ended - fault.began)
        row["failed_reads"] += sum(outcome.kind in READS for outcome in failed)
        row["failed_submissions"] += sum(outcome.kind in SUBMISSIONS for outcome in failed)
        row["longest_gap"] = max(row["longest_gap"], *(
            longest_gap(near, READS, target, fault.began, end) for target in ("query", "ingest")))
        recovered = recovery(near, fault, end)
        if recovered is None:
            row["unrecovered"] += 1
        else:
            row["recovered_in"] = max(row["recovered_in"], recovered)
    return dict(sorted(rows.items()))


def measures(trial, submissions, identical, options):
    """(name, value, wanted or None)."""
    reads = [outcome for outcome in trial.load.outcomes if outcome.kind in READS]
    failed = [outcome for outcome in reads if outcome.code is not None]
    unexcused = [outcome for outcome in failed if not excused(outcome, trial)]
    out = [("minutes", round(trial.minutes, 1), None), ("faults", len(trial.faults), None),
           ("documents", len(submissions.acknowledged), None), ("reads", len(reads), None),
           ("reads_failed", len(failed), None),
           ("availability", round(1 - len(failed) / len(reads), 6), None),
           ("availability_outside_restarts", round(1 - len(unexcused) / len(reads), 6), 0.999),
           ("problems", len(trial.problems), 0), ("wrong_answers", len(trial.load.wrong), 0),
           ("changes_watched", trial.changes, None),
           ("watch_streams", sum(o.kind == "watch" for o in trial.load.outcomes) + 1, None),
           ("export_identical", int(identical), 1)]
    for name, (early, late, most) in sorted(trial.memory.items()):
        out += [(f"memory_second_quarter_mib.{name}", round(early), None),
                (f"memory_last_quarter_mib.{name}", round(late), None),
                (f"memory_most_mib.{name}", round(most), MEMORY_BOUND_MIB[name])]
    return out


def missed(name, value, wanted):
    if wanted is None:
        return False
    if name.startswith("memory") or name in ("problems", "wrong_answers"):
        return value > wanted
    return value < wanted


def print_report(trial, figures, rows, options):
    if options.json:
        for name, value, wanted in figures:
            line = {"measure": "faults." + name, "value": value}
            print(json.dumps(line if wanted is None else {**line, "wanted": wanted}))
        for kind, row in rows.items():
            print(json.dumps({"fault": kind, **row, "lasted": round(max(row["lasted"]), 2)}))
    else:
        for name, value, wanted in figures:
            print(f"{name:40} {value}" + ("" if wanted is None else f"   (wanted {wanted})"))
        print("\n| fault | times | lasted, s | reads failed | submissions failed | "
              "longest without an answer, s | recovered in, s |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        for kind, row in rows.items():
            later = f" ({row['unrecovered']} not before the next)" if row["unrecovered"] else ""
            print(f"| {kind} | {row['times']} | {min(row['lasted']):.1f}-{max(row['lasted']):.1f} | "
                  f"{row['failed_reads']} | {row['failed_submissions']} | {row['longest_gap']:.1f} | "
                  f"{row['recovered_in']:.1f}{later} |")
    counts = collections.Counter((outcome.kind, outcome.code, outcome.details[:100])
                                 for outcome in trial.load.outcomes
                                 if outcome.code not in (None, "OK"))
    for (kind, code, details), times in counts.most_common(30 if options.verbose else 8):
        print(f"{times} times {kind}: {code}: {details}", file=sys.stderr)
    for problem in trial.problems[:30]:
        print("PROBLEM: " + problem, file=sys.stderr)
    for what in trial.left_out:
        print("left out: " + what, file=sys.stderr)


def try_all(options, folder):
    trial = Trial()
    articles = generated_articles.generate_worlds(
        options.seed, LOADED + 200 + int(60 * options.minutes * options.submissions_per_second * 2))
    submissions = Submissions(articles)
    exported = run_disturbed(options, folder, submissions, trial)
    expected = run_undisturbed(options, folder, submissions)
    identical = exported == expected
    if not identical:
        trial.problems.append("the export differs from that of daemons left in peace")
        for name, content in (("expected", expected), ("exported", exported)):
            with open(os.path.join(folder, name + ".jsonl"), "wb") as file:
                file.write(content)
    facts = expected.count(b"\n")
    if facts < len(submissions.acknowledged) // 5:
        trial.problems.append(f"only {facts} facts: the articles say more")
    figures = measures(trial, submissions, identical, options)
    print_report(trial, figures, tabulate(trial, options), options)
    return not any(missed(*figure) for figure in figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="the folder of the binaries")
    parser.add_argument("--protos", required=True, help="the folder of the protos")
    parser.add_argument("--machine", help="the library made of faulty_machine.c")
    parser.add_argument("--minutes", type=float, default=0.7)
    parser.add_argument("--fault-every", type=float, default=8.0, help="seconds")
    parser.add_argument("--reads-per-second", type=float, default=40)
    parser.add_argument("--submissions-per-second", type=float, default=4)
    parser.add_argument("--seed", type=int, default=20211122)
    parser.add_argument("--json", action="store_true", help="one line for each measure")
    parser.add_argument("--verbose", action="store_true", help="say each fault when it begins")
    parser.add_argument("--keep", help="a folder to keep data and logs in")
    options = parser.parse_args()
    with ScratchFolder("dateline-faults-", options.keep) as scratch:
        harness.generate_stubs(options.protos, scratch.make("stubs"))
        scratch.passed = try_all(options, scratch.path)
    return 0 if scratch.passed else 1


if __name__ == "__main__":
    sys.exit(main())
