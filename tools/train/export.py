"""Rounds the trained networks to 8 bits and writes the bundle that serving reads.

Each row of a weight matrix has a step of its own; tables of embeddings have one step each, which is folded into the
columns of the layer that reads them. States of the LSTMs are 127 steps to 1. See docs/formats/model_bundle.md.
"""
import argparse
import collections

import numpy as np
import torch

import bundle
import corpora as C
import features as F
from train_names import allowed_moves

STATE_SCALE = np.float32(1 / 127)


def rounded(x, scale):
    return np.clip(np.rint(x / scale), -127, 127).astype(np.int8)


def by_row(matrix):
    """int8 rows and the size of a step of each."""
    scales = np.maximum(np.abs(matrix).max(1), 1e-8) / 127
    return rounded(matrix, scales[:, None]), scales.astype(np.float32)


def linear(out, name, weights, bias):
    w, s = by_row(np.asarray(weights, np.float64))
    out[name + "/weights"], out[name + "/scales"] = w, s
    out[name + "/bias"] = np.asarray(bias, np.float32)


def tower(out, name, state, layers, vector_scale):
    """Tables and LSTM layers below tower.* of a state dictionary."""
    get = lambda key: state["tower." + key].numpy().astype(np.float64)
    out[name + "/unknown"] = rounded(get("embed.unknown"), vector_scale)[None, :]
    column_scales = [np.full(out[name + "/unknown"].size, vector_scale)]
    for i, (table, _) in enumerate(F.HASHED_TABLES):
        values = get(f"embed.tables.{i}.weight")
        scale = float(np.quantile(np.abs(values), 0.99999)) / 127
        out[f"{name}/tables/{table}"] = rounded(values, scale)
        column_scales.append(np.full(values.shape[1], scale))
    columns = np.concatenate(column_scales)
    out[name + "/layers"] = [f"layer{i}" for i in range(layers)]
    for layer in range(layers):
        for direction, suffix in (("forward", ""), ("backward", "_reverse")):
            prefix = f"{name}/layer{layer}/{direction}"
            part = lambda kind: get(f"lstms.{layer}.{kind}_l0{suffix}")
            out[prefix + "/input"], out[prefix + "/input_scales"] = by_row(part("weight_ih") * columns[None, :])
            w, s = by_row(part("weight_hh"))
            out[prefix + "/state"], out[prefix + "/state_scales"] = w, s * STATE_SCALE
            out[prefix + "/bias"] = (part("bias_ih") + part("bias_hh")).astype(np.float32)
        columns = np.full(2 * state[f"tower.lstms.{layer}.weight_hh_l0"].shape[1], 1 / 127)


def grammar(out, models, vector_scale):
    """The members, whose scores serving adds; they have labels in common."""
    labels = ("upos", "upos"), ("features", "feats"), ("lemma", "lemma"), ("relation", "rel")
    out["grammar/members"] = member_names("grammar", models)
    for name, key in labels:
        if any(model[key] != models[0][key] for model in models):
            raise SystemExit(f"the grammar networks have other labels of {name}")
        out[f"grammar/{name}/labels"] = models[0][key]
    for name, model in zip(out["grammar/members"], models):
        grammar_member(out, name, model, vector_scale)


def member_names(name, models):
    return [name if i == 0 else f"{name}.{i + 1}" for i in range(len(models))]


def grammar_member(out, name, model, vector_scale):
    state = model["model"]
    tower(out, name, state, model["layers"], vector_scale)
    get = lambda key: state[key].numpy().astype(np.float64)
    for layer, head in (("upos", "upos"), ("features", "feats"), ("lemma", "lemma")):
        linear(out, f"{name}/{layer}", get(head + ".weight"), get(head + ".bias"))
    mlps = ["arc_dep", "arc_head", "rel_dep", "rel_head"]
    linear(out, name + "/mlp", np.concatenate([get(m + ".weight") for m in mlps]), np.concatenate([get(m + ".bias") for m in mlps]))
    relu = lambda m: np.maximum(0, get(m + ".weight") @ get("root") + get(m + ".bias")).astype(np.float32)
    out[name + "/root/arc"], out[name + "/root/relation"] = relu("arc_head"), relu("rel_head")
    arc = get("arc")  # (dependent + 1) x head
    linear(out, name + "/arc", arc[:-1].T, arc[-1])
    rel = get("rel")  # relation x (dependent + 1) x (head + 1)
    relations, units = rel.shape[0], rel.shape[1] - 1
    inner = rel[:, :units, :units].transpose(2, 0, 1).reshape(units * relations, units)  # (head, relation) x dependent
    linear(out, name + "/relation", inner, rel[:, units, :units].T.reshape(-1))
    out[name + "/relation/dependent"] = rel[:, :units, units].T.reshape(-1).astype(np.float32)
    out[name + "/relation/alone"] = rel[:, units, units].astype(np.float32)


def names(out, models, vector_scale):
    labels = models[0]["labels"][0]
    if any(model["labels"][0] != labels for model in models):
        raise SystemExit("the name networks have other labels")
    start, moves = allowed_moves(labels)
    transitions = sum(model["model"]["transitions.0"] for model in models) + moves
    out["names/members"] = member_names("names", models)
    for name, model in zip(out["names/members"], models):
        tower(out, name, model["model"], model["layers"], vector_scale)
        linear(out, name + "/output", model["model"]["heads.0.weight"].numpy(), model["model"]["heads.0.bias"].numpy())
    out["names/output/labels"] = labels
    out["names/start"] = start.numpy().astype(np.float32)
    out["names/transitions"] = transitions.numpy().astype(np.float32).reshape(-1)


def lexicon(sentences):
    """Lines of word, tag and lemma for words whose lemma the rules of the network need not guess."""
    seen = collections.defaultdict(collections.Counter)
    for sentence in sentences:
        for form, lemma, upos, *_ in sentence:
            if "\t" not in form + lemma and lemma != "_" and upos not in ("PROPN", "X", "NUM", "PUNCT", "SYM"):
                seen[(F.simple_lower(form), upos)][lemma] += 1
    lines = []
    for (word, upos), counts in sorted(seen.items()):
        lemma, count = min(counts.items(), key=lambda p: (-p[1], p[0]))
        total = sum(counts.values())
        if total >= 2 and count >= 0.8 * total:
            lines.append(f"{word}\t{upos}\t{lemma}")
    return lines


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", required=True)
    ap.add_argument("--vectors", required=True)
    ap.add_argument("--grammar", required=True, nargs="+", help="networks whose scores are added")
    ap.add_argument("--names", required=True, nargs="+", help="networks whose scores are added")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    scale = torch.load(a.vectors + "/scale.pt")["scale"]
    vectors = torch.load(a.vectors + "/vectors.pt").numpy()
    out = {"words": open(a.vectors + "/words.txt", encoding="utf-8").read().split("\n")[:-1], "vectors": rounded(vectors, scale)}
    grammar(out, [torch.load(path) for path in a.grammar], scale)
    names(out, [torch.load(path) for path in a.names], scale)
    out["grammar/lemma/lexicon"] = lexicon(C.grammar_training(a.data))
    size = bundle.write(a.out, out)
    print(f"{a.out}: {len(out)} sections, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
