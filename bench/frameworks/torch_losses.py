"""The losses of ../losses.json as they are composed in PyTorch, with the default options of ours.

Each takes logits z `[N, K]` and labels y `[N]` (those of elements: 0 and 1 `[N, K]`) and returns the mean.
"""

import json
import math
from pathlib import Path

import torch
from torch.nn import functional as F

NAMES = json.loads((Path(__file__).parent.parent / "losses.json").read_text())
OF_ELEMENTS = {"binaryFocal"}


def of_label(x, y):
    return x.gather(1, y[:, None]).squeeze(1)


def focal(z, y, gamma=2):
    log_p = of_label(F.log_softmax(z, 1), y)
    return (-((1 - log_p.exp()) ** gamma) * log_p).mean()


def binary_focal(z, y, gamma=2, alpha=0.25):
    p = torch.sigmoid(z)
    cross_entropy = F.binary_cross_entropy_with_logits(z, y, reduction="none")
    p_t = p * y + (1 - p) * (1 - y)
    alpha_t = alpha * y + (1 - alpha) * (1 - y)
    return (alpha_t * (1 - p_t) ** gamma * cross_entropy).mean()


def generalized_cross_entropy(z, y, q=0.7):
    p = of_label(F.softmax(z, 1), y)
    return ((1 - p**q) / q).mean()


def poly(z, y, epsilon=1):
    p = of_label(F.softmax(z, 1), y)
    return (F.cross_entropy(z, y, reduction="none") + epsilon * (1 - p)).mean()


def symmetric_cross_entropy(z, y, alpha=0.1, beta=1, log_zero=-4):
    p = F.softmax(z, 1)
    target = F.one_hot(y, z.shape[1]).float().clamp(min=math.exp(log_zero))
    reverse = -(p * target.log()).sum(1).mean()
    return alpha * F.cross_entropy(z, y) + beta * reverse


def confidence_penalty(z, y, beta=0.1):
    log_p = F.log_softmax(z, 1)
    entropy = -(log_p.exp() * log_p).sum(1).mean()
    return F.nll_loss(log_p, y) - beta * entropy


LOSSES = {
    "softmaxCrossEntropy": F.cross_entropy,
    "focal": focal,
    "binaryFocal": binary_focal,
    "generalizedCrossEntropy": generalized_cross_entropy,
    "poly": poly,
    "symmetricCrossEntropy": symmetric_cross_entropy,
    "confidencePenalty": confidence_penalty,
}
