"""NumPy and SciPy: the formulas as textbooks have them, with gradients written out by hand."""

import numpy as np
import scipy
from scipy import special

from .cases import DTYPES
from .inputs import USUAL

VERSIONS = {"numpy": np.__version__, "scipy": scipy.__version__}


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def log_softmax(z):
    shifted = z - z.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def back(p, v):
    """The gradient of sum(v * softmax(z))."""
    return p * (v - (p * v).sum(1, keepdims=True))


def cross_entropy(z, labels, reduction):
    rows = np.arange(len(z))
    losses = -log_softmax(z)[rows, labels]
    gradient = softmax(z)
    gradient[rows, labels] -= z.dtype.type(1)
    if reduction == "mean":
        return losses.mean(), gradient / z.dtype.type(len(z))
    return (losses.sum() if reduction == "sum" else losses), gradient


def generate(record):
    for name, batch in USUAL.items():
        for dtype in DTYPES:
            z = batch["logits"].astype(dtype)
            v = batch["direction"].astype(dtype)
            t = batch["probabilities"].astype(dtype)
            y = batch["soft"].astype(dtype)

            def add(call, target, value, gradient, **choice):
                record.add(call, name, target, choice, dtype, value, gradient)

            p, log_p = softmax(z), log_softmax(z)
            add("softmax", "direction", p, back(p, v))
            add("log_softmax", "direction", log_p, v - v.sum(1, keepdims=True) * p)
            peak = z.max(1)
            add("logsumexp", "direction", peak + np.log(np.exp(z - peak[:, None]).sum(1)), p * v[:, :1])
            q = special.softmax(z, axis=1)
            add("scipy.special.softmax", "direction", q, back(q, v))
            add("scipy.special.log_softmax", "direction", special.log_softmax(z, axis=1),
                v - v.sum(1, keepdims=True) * q)
            add("scipy.special.logsumexp", "direction", special.logsumexp(z, axis=1), q * v[:, :1])
            for reduction in ("mean", "sum", "none"):
                add("cross_entropy", "labels", *cross_entropy(z, batch["labels"], reduction), reduction=reduction)
            # Kullback-Leibler divergence and entropy of distributions, and their gradients for q and p.
            if name not in ("masked", "masked label", "scale 1e4"):
                with np.errstate(divide="ignore", invalid="ignore"):
                    ratio = np.where((t == 0) & (p == 0), 0, -t / p)
                add("scipy.special.rel_entr", "probabilities", special.rel_entr(t, p).sum(1), ratio)
            with np.errstate(divide="ignore"):
                add("scipy.special.entr", "soft", special.entr(y).sum(1), -(np.log(y) + 1))
            positive, negative = special.log_expit(z), special.log_expit(-z)
            if name not in ("masked", "masked label"):
                add("sigmoid cross entropy", "soft", -(y * positive + (1 - y) * negative), special.expit(z) - y)
