"""Trains the grammar network. tools/train/train runs this with the documented settings."""
import argparse
import collections
import copy
import math
import random
import time

import torch
from torch import nn

import corpora as C
import features as F
from mst import best_tree
from networks import GrammarNetwork


def batches(data, budget, rng):
    """Batches of similar length with about `budget` tokens each."""
    order = sorted(range(len(data)), key=lambda i: (len(data[i][0]) + rng.random() * 3))
    out, batch, longest = [], [], 0
    for i in order:
        longest = max(longest, len(data[i][0]))
        if batch and longest * (len(batch) + 1) > budget:
            out.append(batch)
            batch, longest = [], len(data[i][0])
        batch.append(i)
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out


def encode(sentences, maps):
    upos, feats, lemma, rel = maps
    out = []
    for s in sentences:
        forms = [t[0] for t in s]
        out.append((forms, [upos.get(t[2], 0) for t in s], [feats.get(t[3], 0) for t in s],
                    [lemma.get(C.lemma_script(t[0], t[1]), -1) for t in s], [t[4] for t in s],
                    [rel.get(t[5], 0) for t in s]))
    return out


class RowCache:
    def __init__(self, words):
        self.words, self.cache = words, {}

    def __call__(self, form):
        r = self.cache.get(form)
        if r is None:
            r = self.cache[form] = F.features(form, self.words)
        return r


def tensors(batch, data, rows, rng, train):
    batch = sorted(batch, key=lambda i: -len(data[i][0]))
    lengths = [len(data[i][0]) for i in batch]
    n = lengths[0]
    x = torch.zeros(len(batch), n, 1 + len(F.HASHED_TABLES), dtype=torch.long)
    y = torch.full((5, len(batch), n), -1, dtype=torch.long)
    for b, i in enumerate(batch):
        forms = data[i][0]
        if train:
            forms = C.recase(forms, rng)
        x[b, :len(forms)] = torch.tensor([rows(f) for f in forms])
        for k in range(5):
            y[k, b, :len(forms)] = torch.tensor(data[i][1 + k])
    return x, lengths, y, batch


def evaluate(model, data, rows, names):
    model.eval()
    n = up = uas = las = lem = 0
    with torch.no_grad():
        for batch in batches(data, 4000, random.Random(0)):
            x, lengths, y, batch = tensors(batch, data, rows, None, False)
            h, arcs, rd, rh = model(x, lengths)
            pu = model.upos(h).argmax(-1)
            pl = model.lemma(h).argmax(-1)
            heads = torch.zeros(x.shape[:2], dtype=torch.long)
            for b, length in enumerate(lengths):
                heads[b, :length] = torch.tensor(best_tree(arcs[b, :length, :length + 1].tolist()))
            pr = model.relations(rd, rh, heads).argmax(-1)
            mask = y[0] >= 0
            n += int(mask.sum())
            up += int(((pu == y[0]) & mask).sum())
            lem += int(((pl == y[2]) & mask).sum())
            right = (heads == y[3]) & mask
            uas += int(right.sum())
            base = names["base"]
            las += int((right & (base[pr] == base[y[4].clamp(min=0)])).sum())
    return up / n, lem / n, uas / n, las / n


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", required=True)
    ap.add_argument("--vectors", required=True, help="words.txt and vectors.pt made by word_vectors.py")
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=16)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--hidden", type=int, default=200)
    ap.add_argument("--layers", type=int, default=3)
    ap.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    ap.add_argument("--stop-after", type=int, help="end after so many of the epochs that the learning rate is planned for")
    ap.add_argument("--init", help="go on from this model")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)

    words = F.WordRows(open(a.vectors + "/words.txt", encoding="utf-8").read().split("\n")[:-1])
    vectors = torch.load(a.vectors + "/vectors.pt")
    train_s = C.grammar_training(a.data)
    dev_sets = {"ewt": C.read_conllu(a.data + "/ud-ewt/en_ewt-ud-dev.conllu"), "gum": C.read_conllu(a.data + "/ud-gum/en_gum-open-dev.conllu")}

    def inventory(values, minimum):
        counts = collections.Counter(values)
        return [v for v, c in sorted(counts.items(), key=lambda p: (-p[1], p[0])) if c >= minimum]
    upos_names = inventory((t[2] for s in train_s for t in s), 1)
    feats_names = inventory((t[3] for s in train_s for t in s), 3)
    lemma_names = inventory((C.lemma_script(t[0], t[1]) for s in train_s for t in s), 3)
    rel_names = inventory((t[5] for s in train_s for t in s), 3)
    maps = tuple({v: i for i, v in enumerate(names)} for names in (upos_names, feats_names, lemma_names, rel_names))
    print(f"{len(train_s)} sentences, {len(upos_names)} tags, {len(feats_names)} feature sets, {len(lemma_names)} lemma scripts, {len(rel_names)} relations", flush=True)
    bases = sorted({r.split(":")[0] for r in rel_names})
    base = torch.tensor([bases.index(r.split(":")[0]) for r in rel_names])
    train = [d for d in encode(train_s, maps) if len(d[0]) <= 120]
    dev = {k: encode(v, maps) for k, v in dev_sets.items()}
    rows = RowCache(words)

    model = GrammarNetwork(vectors, len(upos_names), len(feats_names), len(lemma_names), len(rel_names), a.hidden, a.layers)
    if a.init:
        model.load_state_dict(torch.load(a.init)["model"])
    parameters = [p for p in model.parameters() if p.requires_grad]
    print(f"{sum(p.numel() for p in parameters)} trained parameters", flush=True)
    opt = torch.optim.Adam(parameters, lr=a.rate, betas=(0.9, 0.95), eps=1e-8)
    steps_per_epoch = len(batches(train, 1400, rng))
    total = steps_per_epoch * a.epochs
    average = copy.deepcopy(model)
    step, start = 0, time.time()
    ce = nn.CrossEntropyLoss(ignore_index=-1, reduction="sum")
    for epoch in range(a.stop_after or a.epochs):
        model.train()
        seen, loss_sum = 0, 0.0
        for batch in batches(train, 1400, rng):
            x, lengths, y, _ = tensors(batch, train, rows, rng, True)
            rate = min(1.0, (step + 1) / 200) * (0.5 * (1 + math.cos(math.pi * step / total)) * 0.97 + 0.03)
            for g in opt.param_groups:
                g["lr"] = a.rate * rate
            h, arcs, rd, rh = model(x, lengths)
            mask = y[0] >= 0
            count = int(mask.sum())
            valid = torch.zeros(len(lengths), arcs.shape[2], dtype=torch.bool)
            for b, length in enumerate(lengths):
                valid[b, :length + 1] = True
            arcs = arcs.masked_fill(~valid.unsqueeze(1), -1e4)
            rels = model.relations(rd, rh, y[3].clamp(min=0))
            loss = (ce(arcs.reshape(-1, arcs.shape[2]), y[3].reshape(-1)) + ce(rels.reshape(-1, rels.shape[2]), y[4].reshape(-1))
                    + 0.5 * ce(model.upos(h).reshape(-1, len(upos_names)), y[0].reshape(-1))
                    + 0.3 * ce(model.feats(h).reshape(-1, len(feats_names)), y[1].reshape(-1))
                    + 0.3 * ce(model.lemma(h).reshape(-1, len(lemma_names)), y[2].reshape(-1))) / count
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 5.0)
            opt.step()
            step += 1
            decay = min(0.998, (1 + step) / (10 + step))
            with torch.no_grad():
                for p, q in zip(average.parameters(), model.parameters()):
                    if q.requires_grad:
                        p.mul_(decay).add_(q, alpha=1 - decay)
            seen += count
            loss_sum += float(loss.detach()) * count
        line = f"epoch {epoch + 1} loss {loss_sum / seen:.3f} {seen / (time.time() - start) * (epoch + 1):.0f} tokens/s"
        if epoch % 3 == 2 or epoch + 1 == (a.stop_after or a.epochs) or epoch == 0:
            for name, d in dev.items():
                up, lem, uas, las = evaluate(average, d, rows, {"base": base})
                line += f" | {name} UPOS {up:.4f} lemma {lem:.4f} UAS {uas:.4f} LAS {las:.4f}"
            torch.save({"model": average.state_dict(), "upos": upos_names, "feats": feats_names, "lemma": lemma_names,
                        "rel": rel_names, "hidden": a.hidden, "layers": a.layers}, a.out)
        print(line, f"{time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
