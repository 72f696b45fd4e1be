#!/usr/bin/python3
"""Tests coreference_scores.py on the examples of the papers that define the scores."""
import itertools
import random
import unittest

from coreference_scores import best_assignment, b_cubed, ceaf_e, greatest_similarity, mentions_score, muc, score


def clusters(*words):
    return [set(word) for word in words]


class ScoresTest(unittest.TestCase):
    # Luo 2005, table 1: one truth and four answers.
    truth = clusters("12345", "67", "89abc")

    def check(self, scored, precision, recall):
        self.assertAlmostEqual(scored.precision, precision, places=3)
        self.assertAlmostEqual(scored.recall, recall, places=3)

    def test_two_clusters_joined(self):
        answer = clusters("12345", "6789abc")
        self.check(muc(self.truth, answer), 0.9, 1.0)
        self.check(b_cubed(self.truth, answer), 0.762, 1.0)
        self.check(ceaf_e(self.truth, answer), (1 + 10 / 12) / 2, (1 + 10 / 12) / 3)

    def test_the_large_ones_joined_cost_b_cubed_more(self):
        answer = clusters("1234589abc", "67")
        self.check(muc(self.truth, answer), 0.9, 1.0)
        self.check(b_cubed(self.truth, answer), 0.583, 1.0)
        self.check(ceaf_e(self.truth, answer), (1 + 10 / 15) / 2, (1 + 10 / 15) / 3)

    def test_all_in_one(self):
        answer = clusters("123456789abc")
        self.check(muc(self.truth, answer), 9 / 11, 1.0)
        self.check(b_cubed(self.truth, answer), 0.375, 1.0)
        self.check(ceaf_e(self.truth, answer), 10 / 17, 10 / 17 / 3)

    def test_all_alone(self):
        answer = clusters(*"123456789abc")
        self.check(muc(self.truth, answer), 0.0, 0.0)
        self.check(b_cubed(self.truth, answer), 1.0, 0.25)
        self.check(ceaf_e(self.truth, answer), (1 / 3 + 2 / 3 + 1 / 3) / 12, (1 / 3 + 2 / 3 + 1 / 3) / 3)

    # The two sides hold different mentions: c was missed, x is none.
    def test_found_mentions(self):
        gold, found = clusters("abc", "de"), clusters("abx", "de")
        self.check(mentions_score(gold, found), 0.8, 0.8)
        self.check(muc(gold, found), 2 / 3, 2 / 3)
        self.check(b_cubed(gold, found), (4 / 3 + 2) / 5, (4 / 3 + 2) / 5)
        self.check(ceaf_e(gold, found), (4 / 6 + 1) / 2, (4 / 6 + 1) / 2)

    def test_the_same_is_right(self):
        for scored in score(self.truth, self.truth).values():
            self.check(scored, 1.0, 1.0)
        self.assertEqual(score(self.truth, [])["conll"].f1, 0.0)

    def test_the_assignment_is_the_best_of_all(self):
        dice = random.Random(7)
        for _ in range(200):
            rows = dice.randint(1, 4)
            columns = dice.randint(rows, 5)
            table = [[dice.choice([0, 1, 2, 5, 9]) / 3 for _ in range(columns)] for _ in range(rows)]
            best = max(sum(table[i][j] for i, j in enumerate(chosen)) for chosen in itertools.permutations(range(columns), rows))
            got = best_assignment(table)
            self.assertEqual(len(set(got)), rows)
            self.assertAlmostEqual(sum(table[i][j] for i, j in enumerate(got)), best)
            linked = {(i, j): w for i, line in enumerate(table) for j, w in enumerate(line) if w}
            self.assertAlmostEqual(greatest_similarity(linked), best)


if __name__ == "__main__":
    unittest.main()
