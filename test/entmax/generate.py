"""Writes vectors.json: sparsemax, 1.5-entmax and their Fenchel-Young losses in 60 digits; for entmax.test.ts.

    .venv-frameworks/bin/python test/entmax/generate.py

The threshold is found by bisection, as the functions `sparsemax_bisect` and `entmax_bisect` of the package entmax find
it, and the losses are those of its SparsemaxLoss and Entmax15Loss: ⟨p − onehot, z⟩ + (1 − Σ p^α)/(α (α − 1)). Their
gradients are differences of the losses. A case is [z, y, α, p, loss, gradient]; -1e999 is −∞.
"""

import json
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 60
STEP = mpf(10) ** -20
random.seed(16)


def entmax(z, alpha):
    x = [(alpha - 1) * v for v in z if v > -mp.inf]
    low, high = max(x) - 1, max(x)
    for _ in range(220):
        middle = (low + high) / 2
        inside = sum(max(v - middle, mpf(0)) ** (1 / (alpha - 1)) for v in x)
        low, high = (middle, high) if inside > 1 else (low, middle)
    return [max((alpha - 1) * v - low, mpf(0)) ** (1 / (alpha - 1)) if v > -mp.inf else mpf(0) for v in z]


def loss(z, y, alpha):
    p = entmax(z, alpha)
    product = sum(q * v for q, v in zip(p, z) if q > 0) - z[y]
    return product + (1 - sum(q**alpha for q in p)) / (alpha * (alpha - 1))


def gradient(z, y, alpha):
    def moved(k, step):
        return loss([v + step if i == k else v for i, v in enumerate(z)], y, alpha)

    return [(moved(k, STEP) - moved(k, -STEP)) / (2 * STEP) if v > -mp.inf else mpf(0) for k, v in enumerate(z)]


def rows():
    for scale in (0.05, 0.5, 2, 30):
        for classes in (1, 2, 3, 5, 8):
            for _ in range(3):
                z = [random.gauss(0, scale) for _ in range(classes)]
                yield z, random.randrange(classes)
    yield [0.0] * 6, 2  # ties
    yield [1.0, 1.0, 0.25, 0.25, -1.0], 3
    yield [1e4, 1e4 - 0.5, -1e4], 1  # far from zero
    yield [3.0, 1.0, 0.0], 0  # confident: nothing is left
    yield [0.75, 0.0, -5.0], 2  # a label far below
    yield [0.5, float("-inf"), 0.25, float("-inf")], 0  # masked
    yield [2.0 - 2**-20, 0.0, 0.0], 0  # almost confident
    yield [1.0 - 2**-20, 0.0, 0.0], 1


cases = []
for z, y in rows():
    for alpha in (mpf(2), mpf("1.5")):
        exact = [mpf(v) for v in z]
        results = (entmax(exact, alpha), loss(exact, y, alpha), gradient(exact, y, alpha))
        # Far below what is compared, differences and bisection leave a dust for 0.
        clean = lambda v: float(v) if abs(v) > mpf(10) ** -35 else 0.0
        p, value, slope = [[clean(v) for v in part] if isinstance(part, list) else clean(part) for part in results]
        cases.append([z, y, float(alpha), p, value, slope])

lines = ",\n".join(json.dumps(case).replace("-Infinity", "-1e999") for case in cases)
target = pathlib.Path(__file__).with_name("vectors.json")
target.write_text(f'{{"mpmath": "{mpmath.__version__}", "cases": [\n{lines}\n]}}\n', encoding="utf-8")
