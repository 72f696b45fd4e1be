#!/usr/bin/python3
"""Fails if an #include breaks the direction of dependencies.

    tools/checks/include_layers.py [ROOT]

Reads the include lines of every .h and .cc under common/, services/, tools/ and
tests/ and prints one line for each that is not allowed. The rules are the table
and the constants below; ARCHITECTURE.md says why.
"""
import os
import re
import sys

# Who may include whom: module -> modules. A module is a directory of two or
# three levels; what lies deeper belongs to it. Everybody may include itself,
# the standard library and third parties, but for those in RESTRICTED.
LAYERS = {
    "common/base": [],
    "common/text": ["common/base"],
    "common/time": ["common/base"],
    "common/fact": ["common/base", "common/text", "common/time"],
    "common/convert": ["common/base", "common/text", "common/time", "common/fact", "proto/fact"],
    "common/access": ["common/base"],
    "common/metrics": ["common/base"],
    "common/rpc": ["common/access", "common/base", "common/metrics", "common/text", "proto/access",
                   "proto/google/rpc"],
    "common/daemon": ["common/access", "common/admin", "common/base", "common/metrics", "common/rpc",
                      "common/storage"],
    "common/storage": ["common/base"],
    "common/admin": ["common/base", "common/metrics", "common/rpc", "common/storage", "proto/admin"],
    "common/testing": ["common/base", "common/text", "common/time", "common/fact",
                       "common/storage"],
    "services/extraction/nlp": ["common/base", "common/text", "common/time", "common/fact"],
    "services/extraction/patterns": ["common/base", "common/text", "common/time", "common/fact",
                                     "services/extraction/nlp", "proto/patterns"],
    "services/extraction/core": ["common/base", "common/text", "common/time", "common/fact",
                                 "services/extraction/nlp", "services/extraction/patterns"],
    "services/ingest/core": ["common/base", "common/text", "common/time", "common/fact",
                             "common/convert", "common/storage", "proto/fact", "proto/storage"],
    "services/ingest/collections": ["common/base", "common/text", "common/time", "common/fact",
                                    "services/ingest/core"],
    "services/query/factbase": ["common/base", "common/text", "common/time", "common/fact",
                                "common/convert", "common/storage", "proto/fact",
                                "proto/storage"],
    "services/query/core": ["common/base", "common/text", "common/time", "common/fact",
                            "services/query/factbase"],
}

# The skins: their own core, conversion, the RPC library, and in main functions
# the store that they open.
for service, cores in {
        "ingest": ["core", "collections"], "extraction": ["core", "nlp", "patterns"],
        "query": ["core", "factbase"]}.items():
    LAYERS["services/%s/rpc" % service] = (
        ["common/base", "common/text", "common/time", "common/fact", "common/convert",
         "common/metrics", "common/rpc", "common/daemon", "common/storage", "common/admin",
         "proto/fact", "proto/error",
         "proto/%s" % service]
        + ["services/%s/%s" % (service, core) for core in cores])
# Ingest delivers to the other two services, over their public interface only.
LAYERS["services/ingest/rpc"] += ["proto/extraction", "proto/query"]

# Third parties that only some may include: prefix -> modules (or all of a
# top-level directory, with a slash at the end).
RESTRICTED = {
    "grpc": ["common/rpc", "common/admin", "services/ingest/rpc", "services/extraction/rpc",
             "services/query/rpc", "tools/", "tests/"],
    "cld2/": ["services/ingest/core"],
    "gmime/": ["services/ingest/core"],
    "libxml/": ["services/ingest/core", "services/ingest/collections"],
    "uchardet/": ["services/ingest/core"],
    "zlib": ["services/ingest/core", "tools/bench"],
    "zstd": ["services/ingest/core"],
    "prometheus/": ["common/metrics"],
    "rocksdb/": ["common/storage"],
}

SOURCE_FOLDERS = ["common", "services", "tools", "tests"]
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
NLP = "services/extraction/nlp/"


def module_of(path):
    """The module that a file or an include belongs to, or None for third parties."""
    if path.startswith("google/rpc/"):
        return "proto/google/rpc"
    parts = path.split("/")
    if parts[0] == "dateline" and ".pb." in path:
        return "proto/" + parts[1]
    if parts[0] == "services" and len(parts) > 3:
        return "/".join(parts[:3])
    if parts[0] in ("common", "tools", "tests") and len(parts) > 2:
        return "/".join(parts[:2])
    return None


def is_test_code(path):
    # Benches are not shipped either, and may set up servers as tests do.
    return (path.startswith(("tests/", "tools/bench/", "common/testing/")) or "/testing/" in path
            or path.endswith("_test.cc"))


def is_test_only(include):
    return (include.startswith(("gtest/", "gmock/", "common/testing/", "tests/"))
            or "/testing/" in include)


def nlp_part(path):
    """The directory below nlp/ that a path lies in, or None."""
    rest = path[len(NLP):] if path.startswith(NLP) else ""
    return rest.split("/")[0] if "/" in rest else None


def find_stages(paths):
    """Parts of nlp/ that hold a stage; the others are data and readers for all."""
    return {nlp_part(path) for path in paths if nlp_part(path) and path.endswith("_stage.h")}


def third_party_problem(include, module):
    for prefix, allowed in RESTRICTED.items():
        if not (include.startswith(prefix) or (prefix == "grpc" and ".grpc.pb." in include)):
            continue
        if not any(module == entry or (entry.endswith("/") and module.startswith(entry))
                   for entry in allowed):
            return "only %s may include %s" % (", ".join(allowed), prefix.rstrip("/"))
    return None


def nlp_problem(path, include, stages):
    part, target = nlp_part(path), nlp_part(include)
    if part == target or target not in stages or part == "pipeline" or not path.startswith(NLP):
        return None
    return "only the pipeline may know the stage '%s'" % target


def problem_with(path, include, stages):
    """Why `path` may not include `include`, or None."""
    module, target = module_of(path), module_of(include)
    problem = third_party_problem(include, module or "") or nlp_problem(path, include, stages)
    if problem:
        return problem
    if is_test_code(path):
        return None  # Tests may reach down to anything.
    if is_test_only(include):
        return "production code may not include test code"
    if target is None or target == module or path.startswith("tools/"):
        return None  # Tools link whole services; they are at the top.
    if module not in LAYERS:
        return "'%s' is not in the table of tools/checks/include_layers.py" % module
    if target not in LAYERS[module]:
        return "%s may not depend on %s" % (module, target)
    return None


def list_sources(root):
    for folder in SOURCE_FOLDERS:
        for directory, _, files in os.walk(os.path.join(root, folder)):
            for name in sorted(files):
                if name.endswith((".h", ".cc")):
                    yield os.path.relpath(os.path.join(directory, name), root)


def check(root):
    """All breaks below `root`, as "path:line: includes X: why"."""
    paths = sorted(list_sources(root))
    stages = find_stages(paths)
    breaks = []
    for path in paths:
        with open(os.path.join(root, path), encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                include = match.group(1) or match.group(2)
                problem = problem_with(path, include, stages)
                if problem:
                    breaks.append("%s:%d: includes %s: %s" % (path, number, include, problem))
    return breaks, len(paths)


def main(arguments):
    root = arguments[1] if len(arguments) > 1 else os.path.join(os.path.dirname(__file__), "../..")
    breaks, count = check(root)
    for line in breaks:
        print(line)
    if count == 0:
        print("no sources below", root)
    print("%d files, %d breaks of the dependency direction" % (count, len(breaks)))
    return 1 if breaks or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
