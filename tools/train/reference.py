"""Runs a bundle in numpy, operation by operation as serving does: the yardstick of parity.py.

Sums of products are integers; the rest is float32, each operation rounded by itself, in the order that
services/extraction/nlp/model/vector_math.h gives.
"""
import numpy as np

import bundle
import features as F
from mst import best_tree

f32 = np.float32


def tanh(x):
    x = np.clip(x, f32(-7.90531110763549805), f32(7.90531110763549805))
    x2 = x * x
    p = f32(-2.76076847742355e-16)
    for c in (2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08, 1.48572235717979e-05,
              6.37261928875436e-04, 4.89352455891786e-03):
        p = p * x2 + f32(c)
    p = p * x
    q = f32(1.19825839466702e-06)
    for c in (1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03):
        q = q * x2 + f32(c)
    return p / q


def sigmoid(x):
    return tanh(x * f32(0.5)) * f32(0.5) + f32(0.5)


def round_away(x):
    return np.trunc(x + np.where(x < 0, f32(-0.5), f32(0.5))).astype(np.int32)


def product(x, w):
    """Exact integer product of rows of x and rows of w (float64 holds every sum)."""
    return (x.astype(np.float64) @ w.T.astype(np.float64)).astype(np.int64).astype(np.float32)


def quantise(x):
    largest = np.abs(x).max() if x.size else f32(0)
    if largest < f32(1e-30):
        return np.zeros(x.shape, np.int32), f32(0)
    return round_away(x * (f32(127) / largest)), largest / f32(127)


class Reference:
    def __init__(self, path):
        self.s = bundle.read(path)
        self.words = F.WordRows(self.s["words"])
        # Products are between whole numbers: keep them as such, once.
        self.rows = {}

    def features(self, form):
        r = self.rows.get(form)
        if r is None:
            r = self.rows[form] = F.features(form, self.words)
        return r

    def tower(self, name, forms):
        s, x = self.s, []
        for form in forms:
            rows = self.features(form)
            parts = [s[name + "/unknown"][0] if rows[0] == 1 else s["vectors"][rows[0]]]
            parts += [s[f"{name}/tables/{table}"][row] for (table, _), row in zip(F.HASHED_TABLES, rows[1:])]
            x.append(np.concatenate(parts))
        x = np.stack(x)
        for layer in s[name + "/layers"]:
            x = np.concatenate([self.lstm(f"{name}/{layer}/forward", x), self.lstm(f"{name}/{layer}/backward", x[::-1])[::-1]], 1)
        return x

    def lstm(self, name, x):
        s = self.s
        units = s[name + "/state"].shape[1]
        given = product(x, s[name + "/input"]) * s[name + "/input_scales"] + s[name + "/bias"]
        w = s[name + "/state"].astype(np.float64).T
        h, c, out = np.zeros(units), np.zeros(units, f32), []
        for t in range(len(x)):
            gates = given[t] + (h @ w).astype(f32) * s[name + "/state_scales"]
            i, f, g, o = np.split(gates, 4)
            c = sigmoid(f) * c + sigmoid(i) * tanh(g)
            h = round_away(sigmoid(o) * tanh(c) * f32(127)).astype(np.float64)
            out.append(h)
        return np.stack(out).astype(np.int8)

    def linear(self, name, x, factors):
        s = self.s
        return product(x, s[name + "/weights"]) * s[name + "/scales"] * factors + s[name + "/bias"]

    def grammar(self, forms):
        """(upos, features, lemma rule, head, relation) of each token."""
        s = self.s
        step = f32(1.0) / f32(127.0)
        members = s["grammar/members"]
        towers = [self.tower(m, forms) for m in members]
        best = lambda layer: sum(self.linear(f"{m}/{layer}", h, step) for m, h in zip(members, towers)).argmax(1)
        labels = [[s[f"grammar/{k}/labels"][i] for i in best(k)] for k in ("upos", "features", "lemma")]
        mlps = [np.maximum(self.linear(m + "/mlp", h, step), f32(0)) for m, h in zip(members, towers)]
        heads = best_tree([[float(v) for v in row] for row in sum(self.arcs(m, mlp) for m, mlp in zip(members, mlps))])
        scores = sum(self.relation_scores(m, mlp, heads) for m, mlp in zip(members, mlps))
        relations = [s["grammar/relation/labels"][i] for i in scores.argmax(1)]
        return list(zip(labels[0], labels[1], labels[2], heads, relations))

    def parts(self, member, mlp):
        arc, units = self.s[member + "/root/arc"].size, self.s[member + "/root/relation"].size
        return np.split(mlp, [arc, 2 * arc, 2 * arc + units], 1)

    def arcs(self, member, mlp):
        """Scores of arcs, dependent by head."""
        dep, head, _, _ = self.parts(member, mlp)
        q_heads = [quantise(v) for v in [self.s[member + "/root/arc"]] + list(head)]
        q_deps = [quantise(v) for v in dep]
        sides = self.linear(member + "/arc", np.stack([q for q, _ in q_deps]), np.array([k for _, k in q_deps], f32)[:, None])
        scores = []
        for side in sides:
            q, factor = quantise(side)
            scores.append([f32(int((q * k).sum())) * (factor * scale) for k, scale in q_heads])
        return np.array(scores, f32)

    def relation_scores(self, member, mlp, heads):
        """Scores of relations for the given heads, token by relation."""
        s = self.s
        _, _, rel_dep, rel_head = self.parts(member, mlp)
        units, count = s[member + "/root/relation"].size, len(s["grammar/relation/labels"])
        q_rel = [quantise(v) for v in rel_dep]
        inner = self.linear(member + "/relation", np.stack([q for q, _ in q_rel]), np.array([k for _, k in q_rel], f32)[:, None])
        alone, of_dep = s[member + "/relation/alone"], s[member + "/relation/dependent"].reshape(units, count)
        out = []
        for t, governor in enumerate(heads):
            score = alone.copy()
            for i in range(units):
                score = score + of_dep[i] * rel_dep[t][i]
            against = s[member + "/root/relation"] if governor == 0 else rel_head[governor - 1]
            rows = inner[t].reshape(units, count)
            for j in range(units):
                score = score + rows[j] * against[j]
            out.append(score)
        return np.array(out, f32)

    def names(self, forms):
        """BIO label of each token."""
        s = self.s
        step = f32(1.0) / f32(127.0)
        scores = sum(self.linear(m + "/output", self.tower(m, forms), step) for m in s["names/members"])
        labels = s["names/output/labels"]
        moves = s["names/transitions"].reshape(len(labels), len(labels))
        best, back = scores[0] + s["names/start"], []
        for row in scores[1:]:
            candidates = best[:, None] + moves
            back.append(candidates.argmax(0))
            best = candidates.max(0) + row
        path = [int(best.argmax())]
        for choice in reversed(back):
            path.append(int(choice[path[-1]]))
        return [labels[i] for i in reversed(path)]


def spans(labels):
    """[begin, end, type, goes on around the name before] of BIO labels."""
    out = []
    for i, label in enumerate(labels):
        if label == "O":
            continue
        open_name = i > 0 and labels[i - 1] != "O"
        other = open_name and labels[i - 1][2:] != label[2:]
        if label[0] == "B" or not open_name or other:
            out.append([i, i + 1, label[2:], other and label[0] != "B"])
        else:
            out[-1][1] = i + 1
    return out


TYPES = ["Person", "Organization", "Location", "Facility", "NORP", "Date", "Money", "Product", "Misc"]


def consistent(document, function_words=frozenset()):
    """Labels of a document's sentences [(forms, labels)] as label_consistency.cc changes them.

    function_words: those of services/extraction/nlp/lexicon/word_lists.h.
    """
    names = [(forms, spans(labels)) for forms, labels in document]
    surnames = {forms[n[1] - 1] for forms, found in names for n in found if n[2] == "Person" and n[1] - n[0] >= 2}
    known = lambda w: len(w.encode("utf-8")) >= 3 and w[:1].isupper() and w in surnames

    def add(forms, found, question):
        out, at, i = [], 0, 0
        while i < len(forms):
            if at < len(found) and found[at][0] <= i:
                i = max(i, found[at][1])
                out.append(found[at])
                at += 1
                continue
            end = found[at][0] if at < len(found) else len(forms)
            length, kind = question(forms, i, end)
            if length:
                out.append([i, i + length, kind, False])
            i += max(1, length)
        found[:] = out

    def alone(found, k):
        return not found[k][3] and not (k + 1 < len(found) and found[k + 1][3])

    def count():
        counts = {}
        for forms, found in names:
            for n in (n for k, n in enumerate(found) if alone(found, k)):
                counts.setdefault(tuple(forms[n[0]:n[1]]), [0] * len(TYPES))[TYPES.index(n[2])] += 1
        return counts

    for forms, found in names:
        for k, n in enumerate(found):
            if n[1] - n[0] == 1 and alone(found, k) and known(forms[n[0]]):
                n[2] = "Person"
        add(forms, found, lambda f, i, end: (1 if known(f[i]) else 0, "Person"))
    counts = count()
    for forms, found in names:
        for n in (n for k, n in enumerate(found) if alone(found, k)):
            c = counts[tuple(forms[n[0]:n[1]])]
            best = c.index(max(c))
            if c[best] > c[TYPES.index(n[2])]:
                n[2] = TYPES[best]
    counts = count()

    def missed(forms, i, end):
        if not forms[i][:1].isupper():
            return 0, None
        for size in range(min(end - i, 6), 0, -1):
            if size == 1 and (len(forms[i].encode("utf-8")) < 3 or forms[i].lower() in function_words):
                break
            c = counts.get(tuple(forms[i:i + size]))
            if c and TYPES[c.index(max(c))] not in ("Date", "Money"):
                return size, TYPES[c.index(max(c))]
        return 0, None

    out = []
    for forms, found in names:
        add(forms, found, missed)
        labels = ["O"] * len(forms)
        for begin, end, kind, goes_on in found:
            for i in range(begin, end):
                labels[i] = ("I-" if goes_on or i > begin else "B-") + kind
        out.append(labels)
    return out
