"""What every framework is given: random float32 arrays from one seed, and the number of threads."""

import os

import numpy as np

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
random = np.random.default_rng(1)


def normal(*shape, scale=1.0):
    return (scale * random.standard_normal(shape)).astype(np.float32)


def labels_for(rows, classes):
    return random.integers(0, classes, rows)


def factors(m, k, n, kind):
    """The two matrices of a product NN, NT (kind 1) or TN (kind 2), as they lie in memory."""
    return normal(k, m) if kind == 2 else normal(m, k), normal(n, k) if kind == 1 else normal(k, n)
