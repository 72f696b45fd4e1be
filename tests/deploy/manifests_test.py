#!/usr/bin/python3
"""The manifests of both overlays: rendered, held against schemas and rules.

    manifests_test.py --root . --bin build/release/bin

Renders deploy/kubernetes/overlays/* with kubectl, validates every object against
Kubernetes' published schemas (the npm packages of tests/deploy/package-lock.json,
which tools/install-packages --tests installs) and against manifest_policy. Every
rule is shown to refuse a manifest that breaks it. Exits with 77, which ctest
reports as skipped, where kubectl, node or the schemas are missing.
"""
import argparse
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ARGS = None
SKIPPED = 77
OVERLAYS = ["laptop", "production"]
EXPECTED_KINDS = {"Namespace", "ServiceAccount", "ConfigMap", "Service", "StatefulSet", "Deployment",
                  "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "CronJob"}
RENDERED = {}


def missing_tools():
    """What this machine lacks, as one line; empty if nothing."""
    for tool in ("kubectl", "node"):
        if shutil.which(tool) is None:
            return tool + " is not installed"
    if subprocess.run(["kubectl", "kustomize", "--help"], capture_output=True, check=False).returncode != 0:
        return "this kubectl has no kustomize"
    try:
        import yaml  # pylint: disable=unused-import,import-outside-toplevel
    except ImportError:
        return "python3-yaml is not installed: run tools/install-packages --tests"
    if not os.path.isdir(os.path.join(HERE, "node_modules", "kubernetes-models")):
        return "the schemas are not installed: run tools/install-packages --tests"
    return ""


def render(overlay):
    """The objects of an overlay, as dicts."""
    import yaml  # pylint: disable=import-outside-toplevel
    if overlay not in RENDERED:
        folder = os.path.join(ARGS.root, "deploy", "kubernetes", "overlays", overlay)
        done = subprocess.run(["kubectl", "kustomize", folder], check=True, capture_output=True, text=True,
                              timeout=60)
        if done.stderr:
            raise AssertionError("kubectl kustomize warns:\n" + done.stderr)
        RENDERED[overlay] = [one for one in yaml.safe_load_all(done.stdout) if one]
    return copy.deepcopy(RENDERED[overlay])


def restore_jobs():
    import yaml  # pylint: disable=import-outside-toplevel
    with open(os.path.join(ARGS.root, "deploy", "kubernetes", "restore.yaml"), encoding="utf-8") as file:
        return list(yaml.safe_load_all(file))


def schema_violations(objects):
    done = subprocess.run(["node", os.path.join(HERE, "check_schemas.js")], input=json.dumps(objects),
                          capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise AssertionError("check_schemas.js failed:\n" + done.stderr)
    return json.loads(done.stdout)


def find(objects, kind, name):
    return next(one for one in objects if one["kind"] == kind and one["metadata"]["name"] == name)


def container_of(objects, kind="StatefulSet", name="dateline-query"):
    return find(objects, kind, name)["spec"]["template"]["spec"]["containers"][0]


def toml_keys(path):
    """Section -> keys that a TOML file names, also those that are commented out as defaults."""
    keys, section = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if match := re.match(r"\[([a-z]+)\]$", line.strip()):
                section = keys.setdefault(match[1], set())
            elif match := re.match(r"#?\s?([a-z][a-z-]*) = ", line):
                section.add(match[1])
    return keys


class RenderedManifests(unittest.TestCase):
    def test_every_kind_is_there(self):
        for overlay in OVERLAYS:
            kinds = {one["kind"] for one in render(overlay)}
            self.assertLessEqual(EXPECTED_KINDS, kinds, overlay)

    def test_objects_fit_the_published_schemas(self):
        for overlay in OVERLAYS:
            self.assertEqual(schema_violations(render(overlay)), [], overlay)

    def test_objects_keep_our_rules(self):
        for overlay in OVERLAYS:
            self.assertEqual(manifest_policy.violations(render(overlay)), [], overlay)

    def test_the_restore_jobs_fit_beside_the_overlays(self):
        jobs = restore_jobs()
        self.assertEqual(schema_violations(jobs), [])
        self.assertEqual(manifest_policy.violations(render("laptop") + jobs), [])
        claims = {volume["persistentVolumeClaim"]["claimName"] for job in jobs
                  for volume in job["spec"]["template"]["spec"]["volumes"]}
        self.assertEqual(claims, {"data-dateline-ingest-0", "data-dateline-query-0"})

    def test_secrets_made_by_hand_are_those_that_pods_mount(self):
        import yaml  # pylint: disable=import-outside-toplevel
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.path.join(ARGS.root, "deploy", "make-certificates"), folder], check=True,
                           capture_output=True, timeout=60)
            for name in ("access.json", "backup-token"):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write("{}")
            text = subprocess.run([os.path.join(ARGS.root, "deploy", "kubernetes", "apply-secrets"), folder, "--print"],
                                  check=True, capture_output=True, text=True, timeout=60).stdout
        secrets = [one for one in yaml.safe_load_all(text) if one]
        for one in secrets:
            del one["metadata"]["creationTimestamp"]  # kubectl writes null.
        self.assertEqual(schema_violations(secrets), [])
        made = {one["metadata"]["name"]: set(one["data"]) for one in secrets}
        self.assertEqual({one["metadata"]["namespace"] for one in secrets}, {"dateline"})
        mounted = {}
        for _, _, _, spec in manifest_policy.pod_specs(render("laptop")):
            for volume in spec["volumes"]:
                if "secret" in volume:
                    wanted = mounted.setdefault(volume["secret"]["secretName"], set())
                    wanted |= {item["key"] for item in volume["secret"].get("items", [])}
        self.assertEqual(set(mounted), set(made))
        for name, keys in mounted.items():
            self.assertLessEqual(keys, made[name], name)

    def test_memory_covers_the_cache(self):
        """Requests: the cache and 200 MiB beside it, as measured."""
        for overlay in OVERLAYS:
            for store in ("dateline-ingest", "dateline-query"):
                container = container_of(render(overlay), name=store)
                cache = next(int(one["value"]) for one in container["env"] if one["name"] == "DATELINE_CACHE_MIB")
                request = container["resources"]["requests"]["memory"]
                limit = container["resources"]["limits"]["memory"]
                self.assertGreaterEqual(mebibytes(request), cache + 200, (overlay, store))
                self.assertGreaterEqual(mebibytes(limit), 1.15 * mebibytes(request), (overlay, store))

    def test_pods_outlive_their_grace(self):
        config = render("production")
        text = next(one for one in config if one["kind"] == "ConfigMap")["data"]["dateline.toml"]
        grace = int(re.search(r"^drain-grace = (\d+)$", text, re.MULTILINE)[1])
        for name, kind, _, spec in manifest_policy.pod_specs(config):
            if kind in manifest_policy.LONG_RUNNING:
                self.assertGreaterEqual(spec["terminationGracePeriodSeconds"], grace + 10, name)


class Configuration(unittest.TestCase):
    def test_kubernetes_uses_known_keys_alone(self):
        described = toml_keys(os.path.join(ARGS.root, "deploy", "dateline.toml"))
        used = toml_keys(os.path.join(ARGS.root, "deploy", "kubernetes", "base", "dateline.toml"))
        for section, keys in used.items():
            self.assertLessEqual(keys, described["common"] | described[section], section)

    def test_the_described_defaults_are_those_of_the_programs(self):
        import tomllib  # pylint: disable=import-outside-toplevel
        with open(os.path.join(ARGS.root, "deploy", "dateline.toml"), "rb") as file:
            described = tomllib.load(file)
        for program in ("ingest", "extraction", "query"):
            done = subprocess.run([os.path.join(ARGS.bin, "dateline-" + program), "--help"], check=True,
                                  capture_output=True, text=True, timeout=60)
            defaults = dict(re.findall(r"^  --([a-z-]+) [^=\n]*=(\S+)", done.stdout, re.MULTILINE))
            self.assertIn("listen", defaults)
            given = described["common"] | described[program]
            for name, value in defaults.items():
                self.assertEqual(str(given.get(name)), value, (program, name))

    def test_the_client_takes_both_files(self):
        """The described one with every setting given: those without a default stand behind a "#"."""
        with open(os.path.join(ARGS.root, "deploy", "dateline.toml"), encoding="utf-8") as file:
            described = re.sub(r"^# ([a-z][a-z-]* = )", r"\1", file.read(), flags=re.MULTILINE)
        with tempfile.TemporaryDirectory() as folder:
            every = os.path.join(folder, "dateline.toml")
            with open(every, "w", encoding="utf-8") as file:
                file.write(described)
            self.assert_checks(every, "ingest", "extraction", "query", "serve")
        self.assert_checks(os.path.join(ARGS.root, "deploy", "kubernetes", "base", "dateline.toml"), "ingest",
                           "extraction", "query")

    def test_the_client_refuses_a_misspelt_setting(self):
        with open(os.path.join(ARGS.root, "deploy", "kubernetes", "base", "dateline.toml"), encoding="utf-8") as file:
            wrong = file.read().replace("drain-grace", "drain-grase")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "dateline.toml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(wrong)
            with self.assertRaisesRegex(AssertionError, "drain-grase"):
                self.assert_checks(path, "query")

    def assert_checks(self, path, *programs):
        flags = [flag for program in programs for flag in ("--for", program)]
        done = subprocess.run([os.path.join(ARGS.bin, "dateline"), "config", "check", path, *flags],
                              capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)


def mebibytes(quantity):
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi)", quantity).groups()
    return int(number) * {"Mi": 1, "Gi": 1024}[unit]


class BrokenSchemas(unittest.TestCase):
    """The checker must refuse what a server would."""

    def assert_refused(self, breaking, expected):
        objects = render("production")
        breaking(objects)
        found = schema_violations(objects)
        self.assertTrue(any(expected in line for line in found), (expected, found))

    def test_unknown_field(self):
        self.assert_refused(lambda objects: container_of(objects).update(imagee="x"), "imagee")

    def test_unknown_field_of_a_resource_of_cert_manager(self):
        self.assert_refused(lambda objects: find(objects, "Certificate", "dateline-query")["spec"].update(
            dnsName="x"), "dnsName")

    def test_wrong_type(self):
        def breaking(objects):
            container_of(objects)["ports"][0]["containerPort"] = "7433"
        self.assert_refused(breaking, "containerPort must be integer")

    def test_missing_field(self):
        def breaking(objects):
            del find(objects, "StatefulSet", "dateline-query")["spec"]["selector"]
        self.assert_refused(breaking, "must have required property 'selector'")

    def test_no_quantity(self):
        def breaking(objects):
            container_of(objects)["resources"]["limits"]["memory"] = "6 gigabytes"
        self.assert_refused(breaking, "memory must match format")

    def test_unknown_kind(self):
        def breaking(objects):
            find(objects, "CronJob", "dateline-backup")["apiVersion"] = "batch/v1beta7"
        self.assert_refused(breaking, "no schema for batch/v1beta7 CronJob")


class BrokenRules(unittest.TestCase):
    """Each rule must refuse a manifest that breaks it and nothing else."""

    def assert_refused(self, breaking, *expected):
        objects = render("production")
        breaking(objects)
        found = manifest_policy.violations(objects)
        self.assertEqual(len(found), len(expected), found)
        for part in expected:
            self.assertTrue(any(part in line for line in found), (part, found))

    def break_container(self, change, *expected):
        self.assert_refused(lambda objects: change(container_of(objects)), *expected)

    def break_pod(self, change, *expected):
        self.assert_refused(
            lambda objects: change(find(objects, "StatefulSet", "dateline-query")["spec"]["template"]["spec"]),
            *expected)

    def test_resources(self):
        self.break_container(lambda one: one["resources"].pop("limits"), "no limit of memory")
        self.break_container(lambda one: one["resources"].pop("requests"), "requests no cpu",
                             "requests no memory")

    def test_container_security(self):
        for field, expected in (("readOnlyRootFilesystem", "may write its root"),
                                ("allowPrivilegeEscalation", "may gain privileges"),
                                ("capabilities", "does not drop all"), ("runAsNonRoot", "may run as root"),
                                ("seccompProfile", "seccomp")):
            self.break_container(lambda one, gone=field: one["securityContext"].pop(gone), expected)
        self.break_container(lambda one: one["securityContext"]["capabilities"].update(add=["NET_ADMIN"]),
                             "does not drop all")

    def test_pod_security(self):
        self.break_pod(lambda one: one.update(hostNetwork=True), "hostNetwork")
        self.break_pod(lambda one: one.pop("automountServiceAccountToken"), "token of Kubernetes")
        self.break_pod(lambda one: one["securityContext"].update(runAsUser=0), "may run as root")
        self.break_pod(lambda one: one["securityContext"].pop("seccompProfile"), "seccomp")
        self.break_pod(lambda one: one["volumes"].append({"name": "h", "hostPath": {"path": "/"}}), "of the host")

    def test_probes(self):
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            self.break_container(lambda one, gone=probe: one.pop(gone), "has no " + probe)

    def test_images_and_secrets(self):
        self.break_container(lambda one: one.update(image="registry.example.org:5000/dateline"), "no fixed image")
        self.break_container(lambda one: one["env"].append({"name": "DATELINE_TOKEN", "value": "x"}),
                             "secret in DATELINE_TOKEN")
        self.assert_refused(lambda objects: objects.append(
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "dateline"}}),
            "Secret/s is in the tree")

    def test_network_policies_and_budgets(self):
        for kind, name, expected in (
                ("NetworkPolicy", "dateline-query", "no network policy of its own"),
                ("NetworkPolicy", "dateline-backup", "CronJob/dateline-backup has no network policy"),
                ("NetworkPolicy", "deny-all", "denies everything"),
                ("PodDisruptionBudget", "dateline-extraction", "no disruption budget")):
            self.assert_refused(lambda objects, k=kind, n=name: objects.remove(find(objects, k, n)), expected)

    def test_references(self):
        self.assert_refused(lambda objects: find(objects, "Service", "dateline-query")["spec"]["ports"][0].update(
            port=7434), "no container has the port grpc as 7434")
        self.assert_refused(lambda objects: find(objects, "Service", "dateline-query")["spec"].update(
            selector={"app.kubernetes.io/name": "query"}), "finds 0 kinds of pods")
        self.break_container(lambda one: one["volumeMounts"].append({"name": "gone", "mountPath": "/x"}),
                             "unknown volume gone")
        self.assert_refused(lambda objects: find(objects, "Namespace", "dateline")["metadata"].pop("labels"),
                            "does not enforce restricted")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--bin", required=True)
    ARGS, rest = parser.parse_known_args()
    if reason := missing_tools():
        print("skipped: " + reason)
        sys.exit(SKIPPED)
    sys.path.insert(0, HERE)
    import manifest_policy
    unittest.main(argv=[sys.argv[0], *rest])
