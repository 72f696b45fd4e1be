"""Trains the name network on worldwide newswire; UNER and wikigold help to shape the tower through heads of their own."""
import argparse
import copy
import math
import random
import time

import torch
from torch import nn

import corpora as C
import features as F
from networks import NameNetwork
from train_grammar import RowCache, batches

NEVER = -1e4


def allowed_moves(labels):
    """(start, moves) of penalties that forbid a name that begins with I-.

    I-X after a name of another type is allowed: the name X goes on around the name inside it (see clean_labels).
    """
    k = len(labels)
    start, moves = torch.zeros(k), torch.zeros(k, k)
    for j, to in enumerate(labels):
        if to.startswith("I-"):
            start[j] = NEVER
            for i, at in enumerate(labels):
                if at == "O":
                    moves[i, j] = NEVER
    return start, moves


def spans(labels):
    """(begin, end, type) of the names; one that goes on around another is one name more."""
    out, start, kind = set(), None, None
    for i, label in enumerate(list(labels) + ["O"]):
        if kind and (label == "O" or label[0] == "B" or label[2:] != kind):
            out.add((start, i, kind))
            kind = None
        if label != "O" and not kind:
            start, kind = i, label[2:]
    return out


class Mentions:
    """Names of each type in the training set, to put one in another's place."""

    def __init__(self, data):
        self.of_type = {}
        for forms, labels in data:
            for begin, end, kind in sorted(spans(labels)):
                if kind not in ("Date", "Money") and not self.nested(labels, begin, end):
                    self.of_type.setdefault(kind, []).append(forms[begin:end])

    @staticmethod
    def nested(labels, begin, end):
        return labels[begin][0] != "B" or (end < len(labels) and labels[end][0] == "I")

    def swap(self, forms, labels, rng, share):
        """Some of the sentence's names, each for another name of its type: the context has to tell, not the name."""
        out_forms, out_labels, at = [], [], 0
        for begin, end, kind in sorted(spans(labels)):
            if kind not in self.of_type or rng.random() >= share or self.nested(labels, begin, end):
                continue
            name = rng.choice(self.of_type[kind])
            out_forms += forms[at:begin] + name
            out_labels += labels[at:begin] + ["B-" + kind] + ["I-" + kind] * (len(name) - 1)
            at = end
        return out_forms + forms[at:], out_labels + labels[at:]


def tensors(batch, data, rows, index, rng, train, mentions=None, share=0.0):
    if mentions is not None:
        data = {i: mentions.swap(data[i][0], data[i][1], rng, share) for i in batch}
    batch = sorted(batch, key=lambda i: -len(data[i][0]))
    lengths = [len(data[i][0]) for i in batch]
    x = torch.zeros(len(batch), lengths[0], 1 + len(F.HASHED_TABLES), dtype=torch.long)
    y = torch.zeros(len(batch), lengths[0], dtype=torch.long)
    mask = torch.zeros(len(batch), lengths[0])
    for b, i in enumerate(batch):
        forms, labels = data[i][0], data[i][1]
        if train:
            forms = C.recase(forms, rng)
        x[b, :len(forms)] = torch.tensor([rows(f) for f in forms])
        y[b, :len(forms)] = torch.tensor([index[l] for l in labels])
        mask[b, :len(forms)] = 1
    return x, lengths, y, mask, batch


def evaluate(model, data, rows, labels):
    model.eval()
    allowed = allowed_moves(labels)
    tp = pred = gold = 0
    index = {l: i for i, l in enumerate(labels)}
    with torch.no_grad():
        for batch in batches(data, 4000, random.Random(0)):
            x, lengths, _, _, batch = tensors(batch, data, rows, {**{l: 0 for d in data for l in d[1]}, **index}, None, False)
            scores = model(x, lengths, 0)
            for b, i in enumerate(batch):
                got = spans([labels[k] for k in model.decode(scores[b], lengths[b], 0, allowed)])
                want = spans(data[i][1])
                tp += len(got & want)
                pred += len(got)
                gold += len(want)
    return 2 * tp / max(1, pred + gold), tp / max(1, pred), tp / max(1, gold)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", required=True)
    ap.add_argument("--vectors", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=14)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("--hidden", type=int, default=176)
    ap.add_argument("--layers", type=int, default=2)
    ap.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    ap.add_argument("--init", help="go on from this model")
    ap.add_argument("--dropout", type=float, default=0.4)
    ap.add_argument("--drop-words", type=float, default=0.15)
    ap.add_argument("--drop-identity", type=float, default=0.5)
    ap.add_argument("--swap", type=float, default=0.2, help="share of names put in another name's place")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    words = F.WordRows(open(a.vectors + "/words.txt", encoding="utf-8").read().split("\n")[:-1])
    vectors = torch.load(a.vectors + "/vectors.pt")
    d = a.data
    sets = C.names_training(d)
    dev = C.read_worldwide(d + "/ner-worldwide/dev")
    label_sets = [["O"] + sorted({l for s in data for l in s[1]} - {"O"}) for data in sets]
    # Every B- has its I-, so that constraints are complete.
    label_sets = [["O"] + sorted({p + l[2:] for l in labels if l != "O" for p in ("B-", "I-")}) for labels in label_sets]
    indexes = [{l: i for i, l in enumerate(labels)} for labels in label_sets]
    print([(len(s), sum(len(x[0]) for x in s)) for s in sets], [len(l) for l in label_sets], flush=True)
    rows = RowCache(words)
    mentions = [Mentions(data) for data in sets]
    model = NameNetwork(vectors, [len(l) for l in label_sets], a.hidden, a.layers, a.dropout, a.drop_words, a.drop_identity)
    if a.init:
        model.load_state_dict(torch.load(a.init)["model"])
    parameters = [p for p in model.parameters() if p.requires_grad]
    print(f"{sum(p.numel() for p in parameters)} trained parameters", flush=True)
    opt = torch.optim.Adam(parameters, lr=a.rate, betas=(0.9, 0.95))

    def plan():
        out = [(0, b) for b in batches(sets[0], 1400, rng)]
        for k in (1, 2):  # a third of the helpers an epoch
            extra = batches(sets[k], 1400, rng)
            out += [(k, b) for b in extra[:max(1, len(extra) // 3)]]
        rng.shuffle(out)
        return out
    total = len(plan()) * a.epochs
    average, step, start = copy.deepcopy(model), 0, time.time()
    for epoch in range(a.epochs):
        model.train()
        seen, loss_sum = 0, 0.0
        for head, batch in plan():
            x, lengths, y, mask, _ = tensors(batch, sets[head], rows, indexes[head], rng, True, mentions[head], a.swap)
            rate = min(1.0, (step + 1) / 200) * (0.5 * (1 + math.cos(math.pi * min(1, step / total))) * 0.97 + 0.03)
            for g in opt.param_groups:
                g["lr"] = a.rate * rate
            count = float(mask.sum())
            loss = model.crf_loss(model(x, lengths, head), y, mask, head) / count
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
        f, p, r = evaluate(average, dev, rows, label_sets[0])
        torch.save({"model": average.state_dict(), "labels": label_sets, "hidden": a.hidden, "layers": a.layers}, a.out)
        print(f"epoch {epoch + 1} loss {loss_sum / seen:.4f} | worldwide dev F1 {f:.4f} P {p:.4f} R {r:.4f} {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
