"""Writes vectors.json: what scikit-learn and ranx make of random rankings and label sets; for ranking.test.ts.

    python -m venv .venv-ranking && .venv-ranking/bin/pip install scikit-learn==1.9.1 ranx==0.3.21
    .venv-ranking/bin/python test/ranking/generate.py

Numbers of a matrix are digits of base 36, rows are separated by spaces. A case is a list: its arguments, then results.
"""

import itertools
import json
import pathlib
import warnings
from importlib.metadata import version

import numpy as np
import ranx
import sklearn
from sklearn import metrics

random = np.random.default_rng(15)
warnings.filterwarnings("ignore")  # of columns that never occur
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def text(matrix):
    return " ".join("".join(DIGITS[v] for v in row) for row in matrix)


def rounded(values):
    return [float(f"{value:.16g}") for value in values]


def relevance(shape):
    """Many zeros; now and then a list without a relevant item."""
    drawn = random.integers(0, random.integers(2, 6), shape)
    drawn[random.random(shape) < random.random()] = 0
    drawn[random.random(shape[0]) < 0.15] = 0
    return drawn


def ndcg(scores, relevance, mask, k, exponential):
    """scikit-learn's of the items that take part; it refuses lists of one item and none."""
    values = []
    for s, r, m in zip(scores, relevance, mask):
        s, r = s[m == 1], r[m == 1]
        gains = 2**r - 1 if exponential else r
        alone = float(len(r) == 1 and r[0] > 0)
        values.append(metrics.ndcg_score([gains], [s], k=k) if len(r) > 1 else alone)
    return np.mean(values)


def lists(count):
    for _ in range(count):
        shape = random.integers(1, 6), random.integers(1, 11)
        scores, r = random.integers(0, random.integers(1, 12), shape), relevance(shape)
        mask = (random.random(shape) < random.choice([0.5, 0.9, 1])).astype(int)
        k = int(random.integers(1, 12))
        ways = itertools.product((None, k), (False, True))
        results = [ndcg(scores, r, mask, cut, exponential) for cut, exponential in ways]
        if mask.all() and shape[1] > 1:
            assert np.isclose(results[0], metrics.ndcg_score(r, scores))
        yield [text(scores), text(r), text(mask), k, *rounded(results)]


def by_ranx(rankings, relevances, k):
    """Rankings are items from the first on."""
    run, qrels = {}, {}
    for q, (ranking, values) in enumerate(zip(rankings, relevances)):
        run[str(q)] = {str(item): -float(rank) for rank, item in enumerate(ranking)}
        qrels[str(q)] = {str(item): int(value) for item, value in enumerate(values)}
    names = [f"recall@{k}", f"hit_rate@{k}", f"mrr@{k}", "mrr", f"map@{k}", "map", f"ndcg@{k}", f"ndcg_burges@{k}"]
    found = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), names)
    return rounded(found[name] for name in names)


def users(count):
    for _ in range(count):
        shape = random.integers(1, 6), random.integers(1, 15)
        scores = np.array([random.permutation(shape[1]) for _ in range(shape[0])])
        r, k = relevance(shape), int(random.integers(1, 12))
        yield [text(scores), text(r), k, *by_ranx(np.argsort(-scores), r, k)]


def tied_users(count):
    """All orders of the tied items: the mean over them is the value expected."""
    for _ in range(count):
        length = random.integers(1, 6)
        scores, r = random.integers(0, 3, length), relevance((1, length))
        k = int(random.integers(1, 6))
        orders = list(itertools.permutations(range(length)))
        rankings = [sorted(order, key=lambda i: -scores[i]) for order in orders]
        yield [text([scores]), text(r), k, *by_ranx(rankings, [r[0]] * len(orders), k)]


def labelled(count):
    for _ in range(count):
        shape = random.integers(1, 7), random.integers(2, 8)
        scores = random.integers(0, random.integers(1, 12), shape)
        labels = (random.random(shape) < random.random()).astype(int)
        labels[random.random(shape[0]) < 0.15] = random.integers(2)
        labels[:, random.random(shape[1]) < 0.15] = 0
        predicted = (scores >= random.integers(0, scores.max() + 2)).astype(int)
        ways = ("micro", "macro", "samples")
        results = [
            metrics.label_ranking_average_precision_score(labels, scores),
            metrics.label_ranking_loss(labels, scores),
            metrics.coverage_error(labels, scores),
            metrics.hamming_loss(labels, predicted),
            *(metrics.f1_score(labels, predicted, average=way, zero_division=0) for way in ways),
            *(metrics.average_precision_score(labels, scores, average=way) for way in ways),
        ]
        yield [text(scores), text(labels), text(predicted), *rounded(results)]


def binary(count):
    for _ in range(count):
        size = random.integers(1, 25)
        scores = random.integers(0, random.integers(1, 20), size)
        labels = (random.random(size) < random.random()).astype(int)
        yield [text([scores]), text([labels]), *rounded([metrics.average_precision_score(labels, scores)])]


parts = {
    "lists": lists(700),
    "users": users(200),
    "tiedUsers": tied_users(150),
    "labelled": labelled(700),
    "binary": binary(100),
}
lines = [f'"scikit-learn": "{sklearn.__version__}"', f'"ranx": "{version("ranx")}"']
for name, cases in parts.items():
    rows = ",\n  ".join(json.dumps(case, separators=(",", ":")) for case in cases)
    lines.append(f'"{name}": [\n  {rows}\n ]')
path = pathlib.Path(__file__).with_name("vectors.json")
path.write_text("{\n " + ",\n ".join(lines) + "\n}\n")
