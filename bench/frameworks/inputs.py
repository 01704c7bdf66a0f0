"""What every framework is given: random float32 arrays from one seed, and the number of threads."""

import os

import numpy as np

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
random = np.random.default_rng(1)


def normal(*shape, scale=1.0):
    return (scale * random.standard_normal(shape)).astype(np.float32)


def labels_for(rows, classes):
    return random.integers(0, classes, rows)


def zipf_labels(rows, classes):
    """Of the log-uniform distribution that candidate samplers draw from."""
    return (np.exp(random.random(rows) * np.log(classes + 1)).astype(np.int64) - 1).clip(0, classes - 1)


def cnn_parameters():
    """Of the four convolutions a kernel (height, width, in, out), scale and shift each, then the dense layer's."""
    parameters, before = [], 3
    for channels in (16, 32, 64, 128):
        parameters += [normal(3, 3, before, channels, scale=0.2), np.ones(channels, np.float32)]
        parameters.append(np.zeros(channels, np.float32))
        before = channels
    return [*parameters, normal(128, 10, scale=0.1), np.zeros(10, np.float32)]


def factors(m, k, n, kind):
    """The two matrices of a product NN, NT (kind 1) or TN (kind 2), as they lie in memory."""
    return normal(k, m) if kind == 2 else normal(m, k), normal(n, k) if kind == 1 else normal(k, n)
