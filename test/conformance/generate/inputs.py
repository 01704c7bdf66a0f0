"""The batches that every framework is given: small, seeded, and hard on purpose.

All numbers are float32, so that float32 and float64 cases compute with the same ones; weights are multiples of 1/8 and
probabilities of 1/64, so that their sums are exact.
"""

import numpy as np

IGNORED = -100
INF = float("inf")


def _probabilities(random, allowed):
    """Rows of multiples of 1/64 that sum to 1, zero where a class is not allowed, and now and then elsewhere."""
    rows = np.zeros(allowed.shape)
    for row, allow in zip(rows, allowed):
        classes = np.flatnonzero(allow)
        cuts = np.sort(random.integers(0, 65, len(classes) - 1))
        row[classes] = np.diff(np.concatenate([[0], cuts, [64]])) / 64
    return rows


def _batch(seed, logits, labels=None):
    """Targets, weights and directions for logits [N, K]; classes at -inf get no label and no probability."""
    random = np.random.default_rng([20240229, seed])
    logits = np.asarray(logits, np.float32)
    rows, classes = logits.shape
    allowed = logits > -INF
    allowed[~allowed.any(1)] = True
    if labels is None:
        labels = [int(random.choice(np.flatnonzero(row))) for row in allowed]
    some = [IGNORED if i % 3 == 1 else label for i, label in enumerate(labels)]
    probabilities = _probabilities(random, allowed)

    def eighths(low, high, *shape):
        return random.integers(low, high, shape) / 8

    class_weights = eighths(2, 25, classes)
    return {
        "logits": logits,
        "labels": labels,
        "someIgnored": some,
        "allIgnored": [IGNORED] * rows,
        "probabilities": probabilities,
        "unnormalised": probabilities * np.resize([0.5, 2, 1.25], (rows, 1)),
        "oneHot": np.eye(classes)[labels],
        "binary": random.integers(0, 2, (rows, classes)).astype(float),
        "soft": random.integers(0, 65, (rows, classes)) / 64,
        "classWeights": class_weights,
        "classWeightsWithZero": np.where(np.arange(classes) == labels[0], 0, class_weights),
        "rowWeights": eighths(2, 25, rows),
        "rowWeightsWithZero": np.where(np.arange(rows) == 0, 0, eighths(2, 25, rows)),
        "elementWeights": eighths(0, 17, rows, classes),
        "positiveWeights": eighths(2, 33, classes),
        "direction": eighths(-16, 17, rows, classes),
        "relevance": random.integers(0, 5, (rows, classes)).astype(float),
        "mask": np.sign(random.integers(0, 4, (rows, classes))).astype(float),
    }


def _normal(seed, rows, classes, scale=1.0, offset=0.0):
    random = np.random.default_rng([17, seed])
    return (offset + scale * random.standard_normal((rows, classes))).astype(np.float32)


def _masked():
    logits = _normal(7, 4, 5)
    for row, classes in enumerate([[1], [0, 4], [2, 3], [0, 1, 2, 3]]):
        logits[row, classes] = -INF
    return logits


def _masked_label():
    logits = _normal(8, 3, 4)
    logits[1, 2] = -INF
    return logits


def _confident():
    logits = _normal(9, 3, 4)
    for row, label in enumerate([2, 0, 3]):
        logits[row, label] += 12 * (row + 1)
    return logits


TIES = [[0, 0, 0, 0, 0], [3, 1, 3, 1, 3], [-2, -2, 7, 7, -2], [1, 0, 1, 0, 1]]

# The last one, a row without any class, is for a few cases only.
INPUTS = {
    "normal": _batch(1, _normal(1, 4, 5)),
    "scale 10": _batch(2, _normal(2, 4, 5, 10)),
    "scale 1e4": _batch(3, _normal(3, 4, 5, 1e4)),
    "offset 1e4": _batch(4, _normal(4, 4, 5, 1, 1e4)),
    "ties": _batch(5, TIES),
    "masked": _batch(7, _masked()),
    "masked label": _batch(8, _masked_label(), [0, 2, 3]),
    "confident": _batch(9, _confident(), [2, 0, 3]),
    "one class": _batch(10, _normal(10, 3, 1)),
    "two classes": _batch(11, _normal(11, 4, 2, 2)),
    "one row": _batch(12, _normal(12, 1, 5)),
    "no class": _batch(13, [[-INF, -INF, -INF], [0.5, 1, -1]], [0, 1]),
}
NO_CLASS = "no class"
USUAL = {name: batch for name, batch in INPUTS.items() if name != NO_CLASS}
