"""The two networks: one reads grammar, one reads names.

Both are towers of bidirectional LSTM layers over the same token features. Each
table of embeddings, each weight matrix and each activation that a matrix reads
is quantised to 8 bits for serving (see export.py), so the shapes here are kept
plain: no layer norm, no attention, no recurrent dropout trickery.
"""
import torch
from torch import nn

import features as F

HASHED_WIDTHS = {"word": 48, "prefix3": 24, "suffix2": 16, "suffix3": 32, "suffix4": 32, "shape": 24}


class Embedder(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(vectors, freeze=True, padding_idx=0)
        self.unknown = nn.Parameter(torch.zeros(vectors.shape[1]))
        self.tables = nn.ModuleList()
        for name, size in F.HASHED_TABLES:
            table = nn.Embedding(size, HASHED_WIDTHS[name], padding_idx=0)
            nn.init.normal_(table.weight, std=0.1)
            with torch.no_grad():
                table.weight[0].zero_()
            self.tables.append(table)
        self.width = vectors.shape[1] + sum(HASHED_WIDTHS.values())

    def forward(self, rows, drop_words=0.0, drop_identity=0.3):
        """rows: batch x length x features. Words are dropped so that affixes and context learn to do without them."""
        words = rows[:, :, 0]
        if self.training and drop_words:
            lost = (torch.rand(words.shape) < drop_words) & (words > 1)
            words = torch.where(lost, torch.ones_like(words), words)
        v = self.vectors(words)
        v = torch.where((words == 1).unsqueeze(-1), self.unknown.expand_as(v), v)
        parts = [v]
        for i, table in enumerate(self.tables, start=1):
            index = rows[:, :, i]
            if self.training and drop_words and i == 1:  # the word identity is what overfits
                lost = torch.rand(index.shape) < drop_identity
                index = torch.where(lost, torch.zeros_like(index), index)
            parts.append(table(index))
        return torch.cat(parts, -1)


class Tower(nn.Module):
    def __init__(self, vectors, hidden, layers, dropout, drop_words=0.12, drop_identity=0.3):
        super().__init__()
        self.drop_words, self.drop_identity = drop_words, drop_identity
        self.embed = Embedder(vectors)
        self.lstms = nn.ModuleList()
        width = self.embed.width
        for _ in range(layers):
            self.lstms.append(nn.LSTM(width, hidden, bidirectional=True, batch_first=True))
            width = 2 * hidden
        self.dropout = dropout
        self.width = width
        for lstm in self.lstms:
            for name, p in lstm.named_parameters():
                if "weight_hh" in name:
                    nn.init.orthogonal_(p)
                elif "bias_ih" in name:
                    with torch.no_grad():
                        p.zero_()
                        p[hidden:2 * hidden] = 1.0
                elif "bias_hh" in name:
                    with torch.no_grad():
                        p.zero_()

    def shared_dropout(self, x):
        """One mask a sentence and channel."""
        if not self.training:
            return x
        keep = 1 - self.dropout
        mask = torch.bernoulli(torch.full((x.shape[0], 1, x.shape[2]), keep)) / keep
        return x * mask

    def forward(self, rows, lengths):
        x = self.shared_dropout(self.embed(rows, self.drop_words, self.drop_identity))
        for lstm in self.lstms:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=True)
            out, _ = lstm(packed)
            x, _ = nn.utils.rnn.pad_packed_sequence(out, batch_first=True)
            x = self.shared_dropout(x)
        return x


class GrammarNetwork(nn.Module):
    """Universal POS, features, lemma scripts and a biaffine dependency parser (Dozat and Manning, 2017)."""

    def __init__(self, vectors, n_upos, n_feats, n_lemma, n_rel, hidden=200, layers=3, arc=160, rel=64):
        super().__init__()
        self.tower = Tower(vectors, hidden, layers, 0.33)
        w = self.tower.width
        self.upos = nn.Linear(w, n_upos)
        self.feats = nn.Linear(w, n_feats)
        self.lemma = nn.Linear(w, n_lemma)
        self.arc_dep = nn.Linear(w, arc)
        self.arc_head = nn.Linear(w, arc)
        self.rel_dep = nn.Linear(w, rel)
        self.rel_head = nn.Linear(w, rel)
        self.root = nn.Parameter(torch.randn(w) * 0.05)
        self.arc = nn.Parameter(torch.zeros(arc + 1, arc))        # dep (with bias) x head
        self.rel = nn.Parameter(torch.zeros(n_rel, rel + 1, rel + 1))
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.rel, std=0.05)

    def forward(self, rows, lengths):
        h = self.tower(rows, lengths)
        with_root = torch.cat([self.root.expand(h.shape[0], 1, -1), h], 1)
        drop = self.tower.shared_dropout
        arc_dep = drop(torch.relu(self.arc_dep(h)))
        arc_head = drop(torch.relu(self.arc_head(with_root)))
        rel_dep = drop(torch.relu(self.rel_dep(h)))
        rel_head = drop(torch.relu(self.rel_head(with_root)))
        ones = torch.ones(arc_dep.shape[:2] + (1,))
        arcs = torch.cat([arc_dep, ones], -1) @ self.arc @ arc_head.transpose(1, 2)  # batch x dep x head
        return h, arcs, rel_dep, rel_head

    def relations(self, rel_dep, rel_head, heads):
        """Scores of each relation for the given heads: batch x length x relations."""
        chosen = torch.gather(rel_head, 1, heads.unsqueeze(-1).expand(-1, -1, rel_head.shape[2]))
        ones = torch.ones(rel_dep.shape[:2] + (1,))
        d = torch.cat([rel_dep, ones], -1)
        g = torch.cat([chosen, ones], -1)
        return torch.einsum("bni,rij,bnj->bnr", d, self.rel, g)


class NameNetwork(nn.Module):
    """BIO labels with a linear-chain CRF; further corpora train the tower through heads of their own."""

    def __init__(self, vectors, label_counts, hidden=176, layers=2, dropout=0.33, drop_words=0.12, drop_identity=0.3):
        super().__init__()
        self.tower = Tower(vectors, hidden, layers, dropout, drop_words, drop_identity)
        self.heads = nn.ModuleList(nn.Linear(self.tower.width, n) for n in label_counts)
        self.transitions = nn.ParameterList(nn.Parameter(torch.zeros(n, n)) for n in label_counts)

    def forward(self, rows, lengths, head):
        return self.heads[head](self.tower(rows, lengths))

    def crf_loss(self, scores, labels, mask, head):
        """Negative log likelihood, summed over the batch. mask: batch x length."""
        t = self.transitions[head]
        b, n, k = scores.shape
        gold = scores.gather(2, labels.unsqueeze(-1)).squeeze(-1) * mask
        gold = gold.sum(1) + (t[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum(1)
        alpha = scores[:, 0]
        for i in range(1, n):
            step = torch.logsumexp(alpha.unsqueeze(2) + t.unsqueeze(0), 1) + scores[:, i]
            alpha = torch.where(mask[:, i:i + 1] > 0, step, alpha)
        return (torch.logsumexp(alpha, 1) - gold).sum()

    def decode(self, scores, length, head, allowed):
        """Best label sequence of one sentence under BIO constraints. scores: length x labels."""
        t = self.transitions[head] + allowed[1]
        best, back = scores[0] + allowed[0], []
        for i in range(1, length):
            s = best.unsqueeze(1) + t
            best, argmax = s.max(0)
            best = best + scores[i]
            back.append(argmax)
        path = [int(best.argmax())]
        for b in reversed(back):
            path.append(int(b[path[-1]]))
        return path[::-1]
