"""Writes ease.json: EASE's weights in exact fractions, from the formula of Steck (2019). Needs only Python."""

import json
import random
from fractions import Fraction
from pathlib import Path

USERS, ITEMS, L2 = 14, 40, Fraction(5, 2)


def inverse(matrix):
    size = len(matrix)
    rows = [row + [Fraction(i == j) for j in range(size)] for i, row in enumerate(matrix)]
    for k in range(size):
        pivot = next(i for i in range(k, size) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(size):
            if i != k and rows[i][k] != 0:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k])]
    return [row[size:] for row in rows]


random.seed(1)
# More items than the blocks that the library sweeps at once; the last user and item have no interactions.
x = [
    [random.choice([0, 0, 1, 2, Fraction(1, 2)]) if u < USERS - 1 and i < ITEMS - 1 else 0 for i in range(ITEMS)]
    for u in range(USERS)
]
gram = [[sum((row[i] * row[j] for row in x), Fraction(i == j) * L2) for j in range(ITEMS)] for i in range(ITEMS)]
p = inverse(gram)
weights = [[Fraction(0) if i == j else -p[i][j] / p[j][j] for j in range(ITEMS)] for i in range(ITEMS)]
scores = [[sum(row[i] * weights[i][j] for i in range(ITEMS)) for j in range(ITEMS)] for row in x]


def floats(matrix):
    return [[float(value) for value in row] for row in matrix]


result = {"l2": float(L2), "interactions": floats(x), "weights": floats(weights), "scores": floats(scores)}
Path(__file__).with_name("ease.json").write_text(json.dumps(result) + "\n")
