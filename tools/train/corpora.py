"""Reads the training and dev sets; docs/models/english.md names them and their licences."""
import os
import random


def read_conllu(path):
    """Sentences as lists of (form, lemma, upos, feats, head, deprel)."""
    out, rows = [], []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if rows:
                out.append(rows)
            rows = []
        elif not line.startswith("#"):
            c = line.split("\t")
            if c[0].isdigit():
                rows.append((c[1], c[2], c[3], c[5], int(c[6]), c[7]))
    if rows:
        out.append(rows)
    return out


def read_bio(path, form=0, label=-1, separator="\t", limit=150):
    """Sentences of a column file as (forms, labels); very long ones are cut for training."""
    out, forms, labels = [], [], []

    def flush():
        for i in range(0, len(forms), limit):
            out.append((forms[i:i + limit], labels[i:i + limit]))
        forms.clear()
        labels.clear()

    for line in open(path, encoding="utf-8"):
        c = line.rstrip("\n").split(separator)
        if line.startswith("# "):
            continue
        if len(c) < 2 or not c[form].strip():
            flush()
        else:
            forms.append(c[form].strip())
            labels.append(c[label].strip())
    flush()
    return [(f, clean_labels(l)) for f, l in out]


def clean_labels(labels):
    """IO or BIO, as BIO in which a name begins with B- unless it goes on around a name inside it.

    Where names nest, the corpora give the innermost label: "US/B-Location Navy/I-Organization" is a location at the
    beginning of an organization.
    """
    out = []
    for label in labels:
        if "-" not in label:
            out.append("O")
        else:
            prefix, kind = label.split("-", 1)
            out.append(("B-" if prefix == "B" or not out or out[-1] == "O" else "I-") + kind)
    return out


def names_training(data):
    """Worldwide newswire, UNER's labels of EWT and wikigold, each with labels of its own."""
    return [read_worldwide(data + "/ner-worldwide/train"),
            read_bio(data + "/ner-uner-ewt/en_ewt-ud-train.clean.iob2", form=1, label=2),
            read_bio(data + "/ner-wikigold/CONLL-format/data/wikigold.conll.txt", separator=" ")]


def read_worldwide(folder):
    out = []
    for name in sorted(os.listdir(folder)):
        for sentence in read_bio(os.path.join(folder, name)):
            if not (len(sentence[0]) == 1 and sentence[0][0].startswith("http")):
                out.append(sentence)
    return out


def recase(forms, rng: random.Random):
    """Sometimes a headline: all capitals, title case or lower case."""
    p = rng.random()
    if p < 0.04:
        return [f.upper() for f in forms]
    if p < 0.07:
        return [f[:1].upper() + f[1:] for f in forms]
    if p < 0.09:
        return [f.lower() for f in forms]
    return forms


def lemma_script(form: str, lemma: str) -> str:
    """Edit from form to lemma: "case|cut|append". Case: l lowers the form, k keeps it."""
    if form == lemma:
        return "k|0|"
    best = None
    for case in "lk":
        base = form.lower() if case == "l" else form
        n = 0
        while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
            n += 1
        cut, add = len(base) - n, lemma[n:]
        cost = cut + len(add) + (0.5 if case == "k" else 0)
        if best is None or cost < best[0]:
            best = (cost, f"{case}|{cut}|{add}")
    return best[1] if best[0] <= 8 else "l|0|"


def grammar_training(data):
    """Sentences of UD EWT and of the open part of UD GUM to train on."""
    return read_conllu(data + "/ud-ewt/en_ewt-ud-train.conllu") + read_conllu(data + "/ud-gum/en_gum-open-train.conllu")
