"""Maximum spanning tree with one root (Chu and Liu, 1965; Edmonds, 1967), over a score matrix."""


def best_tree(scores):
    """scores[dep][head], head 0 is the root; dep counts from 0 for token 1. Returns a head for each token."""
    n = len(scores)
    greedy = [max((h for h in range(n + 1) if h != d + 1), key=lambda h: (scores[d][h], -h)) for d in range(n)]
    if greedy.count(0) == 1 and not _cycle(greedy):
        return greedy
    # One root: try the tokens by their root score, keep the best tree.
    matrix = [[float("-inf")] * (n + 1)] + [row[:n + 1] for row in scores]
    candidates = sorted(range(1, n + 1), key=lambda d: -matrix[d][0])[:3]
    best, best_score = None, float("-inf")
    for root in candidates:
        m = [list(row) for row in matrix]
        for d in range(1, n + 1):
            if d != root:
                m[d][0] = float("-inf")
            m[d][d] = float("-inf")
        m[root] = [float("-inf")] * (n + 1)
        m[root][0] = 0.0
        heads = _edmonds(m)
        score = sum(matrix[d][heads[d]] for d in range(1, n + 1))
        if score > best_score:
            best, best_score = heads[1:], score
    return best


def _cycle(heads):
    for start in range(1, len(heads) + 1):
        seen, at = set(), start
        while at != 0:
            if at in seen:
                return seen
            seen.add(at)
            at = heads[at - 1]
    return None


def _edmonds(m):
    n = len(m)
    heads = [0] * n
    for d in range(1, n):
        heads[d] = max(range(n), key=lambda h: m[d][h])
    # Find a cycle.
    color = [0] * n
    for start in range(1, n):
        path, at = [], start
        while at != 0 and color[at] == 0:
            color[at] = start + 1
            path.append(at)
            at = heads[at]
        if at != 0 and color[at] == start + 1 and at in path:
            cycle = path[path.index(at):]
            break
    else:
        return heads
    inside = set(cycle)
    outside = [v for v in range(n) if v not in inside]
    index = {v: i for i, v in enumerate(outside)}
    c = len(outside)
    size = c + 1
    small = [[float("-inf")] * size for _ in range(size)]
    enter, leave = {}, {}
    for d in outside:
        for h in outside:
            small[index[d]][index[h]] = m[d][h]
        if d != 0:
            best = max(cycle, key=lambda h: m[d][h])
            small[index[d]][c] = m[d][best]
            leave[d] = best
    for h in outside:
        best = max(cycle, key=lambda v: m[v][h] - m[v][heads[v]])
        # The score of the rest of the cycle would be the same for every h.
        small[c][index[h]] = m[best][h] - m[best][heads[best]]
        enter[h] = best
    sub = _edmonds(small)
    for d in outside:
        if d == 0:
            continue
        h = sub[index[d]]
        heads[d] = leave[d] if h == c else outside[h]
    h = outside[sub[c]]
    heads[enter[h]] = h
    return heads
