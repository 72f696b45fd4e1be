"""What every manifest of Dateline must have, beyond what Kubernetes' schemas ask.

    violations = manifest_policy.violations(objects)   # [] or one line for each

`objects` are rendered manifests as dicts. Pure functions.
"""
LONG_RUNNING = ("Deployment", "StatefulSet", "DaemonSet")
SECRET_KINDS = ("Secret",)


def pod_specs(objects):
    """(name, kind, labels, spec) of every pod that the objects make."""
    for item in objects:
        name = "%s/%s" % (item["kind"], item["metadata"]["name"])
        if item["kind"] in LONG_RUNNING + ("Job",):
            template = item["spec"]["template"]
        elif item["kind"] == "CronJob":
            template = item["spec"]["jobTemplate"]["spec"]["template"]
        else:
            continue
        labels = (template.get("metadata") or {}).get("labels") or {}
        yield name, item["kind"], labels, template["spec"]


def _container_violations(where, kind, container):
    context = container.get("securityContext") or {}
    resources = container.get("resources") or {}
    for resource in ("cpu", "memory"):
        if resource not in (resources.get("requests") or {}):
            yield "%s requests no %s" % (where, resource)
    if "memory" not in (resources.get("limits") or {}):
        yield where + " has no limit of memory"
    if context.get("readOnlyRootFilesystem") is not True:
        yield where + " may write its root"
    if context.get("allowPrivilegeEscalation") is not False:
        yield where + " may gain privileges"
    if context.get("privileged"):
        yield where + " is privileged"
    capabilities = context.get("capabilities") or {}
    if capabilities.get("drop") != ["ALL"] or capabilities.get("add"):
        yield where + " does not drop all capabilities"
    if (context.get("seccompProfile") or {}).get("type") != "RuntimeDefault":
        yield where + " does not have the seccomp profile RuntimeDefault"
    if context.get("runAsNonRoot") is not True:
        yield where + " may run as root"
    image = container.get("image", "")
    if ":" not in image.rsplit("/", 1)[-1] or image.endswith(":latest"):
        yield "%s has no fixed image: %s" % (where, image)
    for variable in container.get("env") or []:
        if any(word in variable["name"] for word in ("TOKEN", "PASSWORD", "SECRET")) and "value" in variable:
            yield "%s has a secret in %s" % (where, variable["name"])
    if kind in LONG_RUNNING:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if probe not in container:
                yield "%s has no %s" % (where, probe)


def _pod_violations(name, kind, spec):
    context = spec.get("securityContext") or {}
    if context.get("runAsNonRoot") is not True or not context.get("runAsUser"):
        yield name + " may run as root"
    if (context.get("seccompProfile") or {}).get("type") != "RuntimeDefault":
        yield name + " does not have the seccomp profile RuntimeDefault"
    if spec.get("automountServiceAccountToken") is not False:
        yield name + " gets a token of Kubernetes"
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield "%s has %s" % (name, field)
    for volume in spec.get("volumes") or []:
        if "hostPath" in volume:
            yield "%s mounts %s of the host" % (name, volume["hostPath"].get("path"))
    for container in spec.get("initContainers", []) + spec["containers"]:
        where = "%s, container %s" % (name, container["name"])
        yield from _container_violations(where, kind, container)


def selects(selector, labels):
    """Whether a label selector takes these labels; matchLabels alone."""
    assert "matchExpressions" not in selector, "only matchLabels are understood here"
    return all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())


def _coverage_violations(objects):
    policies = [item for item in objects if item["kind"] == "NetworkPolicy"]
    budgets = [item for item in objects if item["kind"] == "PodDisruptionBudget"]
    for name, kind, labels, _ in pod_specs(objects):
        of_its_own = [policy for policy in policies
                      if policy["spec"]["podSelector"] and selects(policy["spec"]["podSelector"], labels)]
        types = {one for policy in of_its_own for one in policy["spec"].get("policyTypes", [])}
        if types != {"Ingress", "Egress"}:
            yield name + " has no network policy of its own for both directions"
        if kind in LONG_RUNNING and not any(selects(one["spec"]["selector"], labels) for one in budgets):
            yield name + " has no disruption budget"
    if not any(policy["spec"]["podSelector"] == {} and not policy["spec"].get("ingress")
               and not policy["spec"].get("egress")
               and set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"} for policy in policies):
        yield "no network policy denies everything that no other allows"


def _service_violations(objects):
    """Services must find pods, and name ports that these have."""
    for item in objects:
        if item["kind"] != "Service":
            continue
        name = "Service/" + item["metadata"]["name"]
        found = [spec for _, _, labels, spec in pod_specs(objects)
                 if selects({"matchLabels": item["spec"]["selector"]}, labels)]
        if len(found) != 1:
            yield "%s finds %d kinds of pods" % (name, len(found))
            continue
        ports = {port["name"]: port["containerPort"]
                 for container in found[0]["containers"] for port in container.get("ports", [])}
        for port in item["spec"]["ports"]:
            if ports.get(port["targetPort"]) != port["port"]:
                yield "%s: no container has the port %s as %d" % (name, port["targetPort"], port["port"])


def _reference_violations(objects):
    """What pods mount must be among the objects, or be a secret of somebody else's."""
    names = {(item["kind"], item["metadata"]["name"]) for item in objects}
    for name, _, _, spec in pod_specs(objects):
        for volume in spec.get("volumes") or []:
            config = (volume.get("configMap") or {}).get("name")
            if config and ("ConfigMap", config) not in names:
                yield "%s mounts the unknown ConfigMap %s" % (name, config)
        mounted = {volume["name"] for volume in spec.get("volumes") or []}
        mounted |= {claim["metadata"]["name"] for item in objects
                    if "%s/%s" % (item["kind"], item["metadata"]["name"]) == name
                    for claim in item["spec"].get("volumeClaimTemplates") or []}
        for container in spec["containers"]:
            for mount in container.get("volumeMounts") or []:
                if mount["name"] not in mounted:
                    yield "%s mounts the unknown volume %s" % (name, mount["name"])
        if ("ServiceAccount", spec.get("serviceAccountName")) not in names:
            yield name + " has no service account of its own"


def _tree_violations(objects):
    for item in objects:
        if item["kind"] in SECRET_KINDS:
            yield "Secret/%s is in the tree" % item["metadata"]["name"]
        if item["kind"] == "Namespace":
            labels = item["metadata"].get("labels") or {}
            if labels.get("pod-security.kubernetes.io/enforce") != "restricted":
                yield "the namespace does not enforce restricted pod security"
        elif item["metadata"].get("namespace") is None:
            yield "%s/%s is in no namespace" % (item["kind"], item["metadata"]["name"])


def violations(objects):
    """One line for each rule that is broken."""
    found = []
    for name, kind, _, spec in pod_specs(objects):
        found += _pod_violations(name, kind, spec)
    for rule in (_coverage_violations, _service_violations, _reference_violations, _tree_violations):
        found += rule(objects)
    return found
