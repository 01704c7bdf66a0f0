"""The losses of ../losses.json as they are composed in PyTorch, with the default options of ours.

Each takes logits z `[N, K]` and labels y `[N]` (those of elements: 0 and 1 `[N, K]`) and returns the mean.
"""

import functools
import json
import math
from pathlib import Path

import torch
from torch.nn import functional as F

KINDS = list(json.loads((Path(__file__).parent.parent / "losses.json").read_text()).items())


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


@functools.cache
def log_prior(classes):
    """Of as many examples of each class as ours is told; kept, as modules keep it."""
    counts = 1000 / torch.arange(1, classes + 1)
    return (counts / counts.sum()).log()


@functools.cache
def ldam_margins(classes, max_margin):
    margins = (-log_prior(classes) / 4).exp()
    return margins * (max_margin / margins.max())


def squared_hinge(z, y):
    return (F.relu(1 - (2 * y - 1) * z) ** 2).mean()


def crammer_singer(z, y):
    own = F.one_hot(y, z.shape[1]).bool()
    rival = z.masked_fill(own, -math.inf).max(1).values
    return F.relu(1 + rival - of_label(z, y)).mean()


def weston_watkins(z, y):
    return F.multi_margin_loss(z, y) * z.shape[1]


def logit_adjustment(z, y, tau=1):
    return F.cross_entropy(z + tau * log_prior(z.shape[1]), y)


def balanced_softmax(z, y):
    return F.cross_entropy(z + log_prior(z.shape[1]), y)


def ldam(z, y, max_margin=0.5, scale=30):
    margins = ldam_margins(z.shape[1], max_margin)[y]
    return F.cross_entropy(scale * (z - F.one_hot(y, z.shape[1]) * margins[:, None]), y)


def cos_face(z, y, margin=0.35, scale=64):
    return F.cross_entropy(scale * (z - margin * F.one_hot(y, z.shape[1])), y)


def arc_face(z, y, margin=0.5, scale=64):
    own = of_label(z, y)
    turned = own * math.cos(margin) - (1 - own**2).sqrt() * math.sin(margin)
    turned = torch.where(own > -math.cos(margin), turned, own - margin * math.sin(margin))
    return F.cross_entropy(scale * z.scatter(1, y[:, None], turned[:, None]), y)


def sparsemax_roots(x):
    """max(0, x - t) by the sorted solution, as the package entmax has it."""
    falling = x.sort(1, descending=True).values
    ranks = torch.arange(1, x.shape[1] + 1, dtype=x.dtype)
    sums = falling.cumsum(1) - 1
    support = (ranks * falling > sums).sum(1, keepdim=True)
    return (x - sums.gather(1, support - 1) / support).clamp(min=0)


def entmax15_roots(x):
    falling = x.sort(1, descending=True).values
    ranks = torch.arange(1, x.shape[1] + 1, dtype=x.dtype)
    mean = falling.cumsum(1) / ranks
    spread = ranks * ((falling**2).cumsum(1) / ranks - mean**2)
    thresholds = mean - ((1 - spread) / ranks).clamp(min=0).sqrt()
    support = (thresholds <= falling).sum(1, keepdim=True)
    return (x - thresholds.gather(1, support - 1)).clamp(min=0)


class FenchelYoung(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y, power):
        x = z - z.max(1, keepdim=True).values
        if power == 1:
            p = sparsemax_roots(x)
            entropy = (1 - (p**2).sum(1)) / 2
        else:
            roots = entmax15_roots(x / 2)
            p = roots**2
            entropy = (1 - (p * roots).sum(1)) / 0.75
        p.scatter_add_(1, y[:, None], torch.full_like(p[:, :1], -1))
        ctx.save_for_backward(p)
        return entropy + torch.einsum("nk,nk->n", p, z)

    @staticmethod
    def backward(ctx, slope):
        return slope[:, None] * ctx.saved_tensors[0], None, None


def sparsemax_loss(z, y):
    return FenchelYoung.apply(z, y, 1).mean()


def entmax15_loss(z, y):
    return FenchelYoung.apply(z, y, 2).mean()


LOSSES = {
    "softmaxCrossEntropy": F.cross_entropy,
    "focal": focal,
    "binaryFocal": binary_focal,
    "generalizedCrossEntropy": generalized_cross_entropy,
    "poly": poly,
    "symmetricCrossEntropy": symmetric_cross_entropy,
    "confidencePenalty": confidence_penalty,
    "squaredHinge": squared_hinge,
    "crammerSinger": crammer_singer,
    "westonWatkins": weston_watkins,
    "logitAdjustment": logit_adjustment,
    "balancedSoftmax": balanced_softmax,
    "ldam": ldam,
    "cosFace": cos_face,
    "arcFace": arc_face,
    "sparsemaxLoss": sparsemax_loss,
    "entmax15Loss": entmax15_loss,
}
