"""Holds serving and training to the same answers.

    parity.py --bundle english.bundle --dateline build/release/bin/dateline --conllu DEV.conllu [--sentences 1000]

Reads the given tokens with `dateline annotate --input=conllu` and with reference.py and counts tokens on which they
differ in tag, features, head, relation or name. Exits 1 if there is one.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import corpora as C
from reference import Reference, consistent


def function_words():
    lists = open(os.path.join(os.path.dirname(__file__), "../../services/extraction/nlp/lexicon/word_lists.h"), encoding="utf-8").read()
    return frozenset(lists.split('WordClass::kFunctionWord, R"(')[1].split(')"')[0].split())


def served(dateline, sentences):
    with tempfile.NamedTemporaryFile("w", suffix=".conllu", encoding="utf-8") as f:
        for s in sentences:
            for i, token in enumerate(s, 1):
                f.write(f"{i}\t{token[0]}\t_\t_\t_\t_\t_\t_\t_\t_\n")
            f.write("\n")
        f.flush()
        text = subprocess.run([dateline, "annotate", "--local", "--input=conllu", "--format=conllu", f.name],
                              check=True, capture_output=True).stdout.decode("utf-8")
    out, rows = [], []
    for line in text.split("\n"):
        c = line.split("\t")
        if c[0].isdigit():
            misc = dict(p.split("=", 1) for p in c[9].split("|") if "=" in p)
            rows.append((c[3], c[5], int(c[6]), c[7], misc.get("NER", "O")))
        elif not line and rows:
            out.append(rows)
            rows = []
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bundle", required=True)
    ap.add_argument("--dateline", required=True)
    ap.add_argument("--conllu", required=True)
    ap.add_argument("--sentences", type=int, default=1000)
    a = ap.parse_args()
    sentences = [s for s in C.read_conllu(a.conllu) if len(s) <= 256][:a.sentences]
    reference, theirs, tokens, different = Reference(a.bundle), served(a.dateline, sentences), 0, 0
    assert len(theirs) == len(sentences), (len(theirs), len(sentences))
    forms_of = [[t[0] for t in s] for s in sentences]
    names = consistent([(forms, reference.names(forms)) for forms in forms_of], function_words())
    for forms, labels, got in zip(forms_of, names, theirs):
        want = [(u, f, h, r, n) for (u, f, _, h, r), n in zip(reference.grammar(forms), labels)]
        tokens += len(want)
        for form, w, g in zip(forms, want, got):
            if w != g:
                different += 1
                if different <= 10:
                    print(f"{form}: training {w}, serving {g}", file=sys.stderr)
    print(f"{len(sentences)} sentences, {tokens} tokens, {different} read differently")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
