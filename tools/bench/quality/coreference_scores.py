"""Scores of coreference: MUC, B-cubed, CEAF by entities, and CoNLL F1, their mean.

  scores = score(gold, found)      # Each a list of sets of mentions; mentions are any hashable values.
  scores["conll"].f1

As the CoNLL-2012 scorer has them for mentions that are found and not given: the two sides need not hold
the same mentions. A gold mention that was not found is one that found no partner; a found mention that
is not gold costs precision.
"""
import collections
import typing


class Score(typing.NamedTuple):
    precision: float
    recall: float
    f1: float


def of(precision, recall):
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0)


def cluster_of(clusters):
    return {mention: i for i, cluster in enumerate(clusters) for mention in cluster}


def muc_recall(key, response):
    """Links of the key that the response has: Vilain et al. 1995."""
    where = cluster_of(response)
    kept = wanted = 0
    for cluster in key:
        parts = {where.get(mention, ("alone", mention)) for mention in cluster}
        kept += len(cluster) - len(parts)
        wanted += len(cluster) - 1
    return kept / wanted if wanted else 0.0


def muc(gold, found):
    return of(muc_recall(found, gold), muc_recall(gold, found))


def b_cubed_recall(key, response):
    """For the mean mention of the key, the part of its cluster that it shares one with: Bagga and Baldwin 1998."""
    where = cluster_of(response)
    right = 0.0
    for cluster in key:
        shared = collections.Counter(where[mention] for mention in cluster if mention in where)
        right += sum(n * n for n in shared.values()) / len(cluster)
    mentions = sum(len(cluster) for cluster in key)
    return right / mentions if mentions else 0.0


def b_cubed(gold, found):
    return of(b_cubed_recall(found, gold), b_cubed_recall(gold, found))


def best_assignment(weights):
    """Which column each row takes so that the sum of the weights is greatest; rows <= columns.

    The Hungarian method with potentials, a shortest augmenting path for each row: rows^2 * columns steps.
    """
    n, m = len(weights), len(weights[0])
    row_price, column_price = [0.0] * (n + 1), [0.0] * (m + 1)
    row_of, came_from = [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        row_of[0] = row
        column = 0
        least = [float("inf")] * (m + 1)
        used = [False] * (m + 1)
        while row_of[column]:
            used[column] = True
            at, step, nearest = row_of[column], float("inf"), 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                cost = -weights[at - 1][j - 1] - row_price[at] - column_price[j]
                if cost < least[j]:
                    least[j], came_from[j] = cost, column
                if least[j] < step:
                    step, nearest = least[j], j
            for j in range(m + 1):
                if used[j]:
                    row_price[row_of[j]] += step
                    column_price[j] -= step
                else:
                    least[j] -= step
            column = nearest
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    columns = [0] * n
    for j in range(1, m + 1):
        if row_of[j]:
            columns[row_of[j] - 1] = j - 1
    return columns


def greatest_similarity(similar):
    """The weight of the best one-to-one matching; `similar`: {(gold, found): weight > 0}.

    What is not linked by any weight is matched apart, which keeps the tables small.
    """
    left, right = collections.defaultdict(set), collections.defaultdict(set)
    for g, f in similar:
        left[g].add(f)
        right[f].add(g)
    total, seen = 0.0, set()
    for start in left:
        if start in seen:
            continue
        rows, columns, todo = [], set(), [start]
        seen.add(start)
        while todo:
            g = todo.pop()
            rows.append(g)
            for f in left[g]:
                columns.add(f)
                todo += [other for other in right[f] if other not in seen]
                seen |= right[f]
        columns = sorted(columns)
        table = [[similar.get((g, f), 0.0) for f in columns] for g in rows]
        if len(rows) > len(columns):
            table = [list(line) for line in zip(*table)]
        total += sum(table[i][j] for i, j in enumerate(best_assignment(table)))
    return total


def ceaf_e(gold, found):
    """Clusters matched one to one, two as alike as 2 * shared / both: Luo 2005, phi 4."""
    where = cluster_of(found)
    similar = collections.Counter((i, where[m]) for i, cluster in enumerate(gold) for m in cluster if m in where)
    alike = {(i, j): 2 * n / (len(gold[i]) + len(found[j])) for (i, j), n in similar.items()}
    total = greatest_similarity(alike)
    return of(total / len(found) if found else 0.0, total / len(gold) if gold else 0.0)


def mentions_score(gold, found):
    """The mentions alone, however they are grouped."""
    wanted, got = set().union(*gold), set().union(*found)
    right = len(wanted & got)
    return of(right / len(got) if got else 0.0, right / len(wanted) if wanted else 0.0)


def score(gold, found):
    out = {"mentions": mentions_score(gold, found), "muc": muc(gold, found), "b3": b_cubed(gold, found), "ceafe": ceaf_e(gold, found)}
    three = [out["muc"], out["b3"], out["ceafe"]]
    out["conll"] = Score(*(sum(s[i] for s in three) / 3 for i in range(3)))
    return out
