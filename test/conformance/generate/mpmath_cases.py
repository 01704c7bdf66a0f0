"""mpmath: the formulas of the papers in 80 digits, for losses that no framework here has; gradients by differences.

A step of 1e-25 leaves an error of 1e-50. What a definition calls constant (the weights of lambdaLoss) is computed once, at
the scores themselves.
"""

import mpmath
import numpy as np
from mpmath import mp, mpf

from .cases import DTYPES, options
from .inputs import INPUTS

VERSIONS = {"mpmath": mpmath.__version__}
REDUCTIONS = ("mean", "sum", "none")
FINITE = ("normal", "scale 10", "scale 1e4", "offset 1e4", "ties", "confident", "one class", "two classes", "one row")
STEP = mpf(10) ** -25
mp.dps = 80


def log_sum_exp(x):
    return mp.log(sum(mp.exp(v) for v in x))


def softplus(x):
    return mp.log1p(mp.exp(x))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def list_net(s, r):
    return sum(mp.exp(r[k] - log_sum_exp(r)) * (log_sum_exp(s) - s[k]) for k in range(len(s)))


def falling(values):
    return sorted(range(len(values)), key=lambda i: -values[i])  # stable: the first of equals is first


def list_mle(s, r):
    order = falling(r)
    return sum(log_sum_exp(s[j] for j in order[p:]) - s[i] for p, i in enumerate(order))


def pairs(r):
    return [(i, j) for i in range(len(r)) for j in range(len(r)) if r[i] > r[j]]


def rank_net(s, r):
    return sum(softplus(s[j] - s[i]) for i, j in pairs(r)) / max(1, len(pairs(r)))


def discount(rank):
    return 1 / mp.log(1 + rank, 2)


def gains(r):
    return [2**x - 1 for x in r]


def ideal(r, k):
    return sum(gain * discount(p + 1) for p, gain in enumerate(sorted(gains(r), reverse=True)[:k]))


def approx_ndcg(s, r, temperature=1):
    temperature = mpf(temperature)
    ranks = [1 + sum(sigmoid((y - x) / temperature) for j, y in enumerate(s) if j != i) for i, x in enumerate(s)]
    best = ideal(r, None)
    return 1 - sum(g * discount(rank) for g, rank in zip(gains(r), ranks)) / best if best > 0 else mpf(0)


def lambda_weights(s, r, k=None):
    of_rank = [mpf(0)] * len(s)
    for p, i in enumerate(falling(s)[:k]):
        of_rank[i] = discount(p + 1)
    g = gains(r)
    return {(i, j): abs(g[i] - g[j]) * abs(of_rank[i] - of_rank[j]) / ideal(r, k) for i, j in pairs(r)}


def zlpr(z, y):
    return mp.log(1 + sum(mp.exp(v) for v, label in zip(z, y) if label == 0)) + mp.log(
        1 + sum(mp.exp(-v) for v, label in zip(z, y) if label == 1)
    )


def asymmetric(z, y, gamma_positive, gamma_negative, clip):
    if y == 1:
        return -(sigmoid(-z) ** gamma_positive) * -softplus(-z)
    if clip == 0:
        return sigmoid(z) ** gamma_negative * softplus(z)
    lowered = max(sigmoid(z) - mpf(clip), mpf(0))
    return lowered**gamma_negative * -mp.log(1 - lowered)


def of_label(z, y):
    """p, 1 − p and −log p of the softmax's probability p of the label."""
    rest = sum((mp.exp(v - z[y]) for k, v in enumerate(z) if k != y), mpf(0))
    return 1 / (1 + rest), rest / (1 + rest), mp.log1p(rest)


def focal(z, y, gamma):
    _, rest, cost = of_label(z, y)
    return rest ** mpf(gamma) * cost


def generalized(z, y, q):
    p, _, _ = of_label(z, y)
    return (1 - p ** mpf(q)) / mpf(q)


def poly(z, y, epsilon):
    _, rest, cost = of_label(z, y)
    return cost + mpf(epsilon) * rest


def symmetric(z, y, alpha, beta, log_zero):
    _, rest, cost = of_label(z, y)
    return mpf(alpha) * cost - mpf(beta) * mpf(log_zero) * rest


def confidence_penalty(z, y, beta):
    total = log_sum_exp(z)
    return total - z[y] + mpf(beta) * sum(mp.exp(v - total) * (v - total) for v in z)


def binary_focal(z, y, gamma, alpha):
    x = -z if y == 1 else z
    a = mpf(1) if alpha == -1 else mpf(alpha) if y == 1 else 1 - mpf(alpha)
    return a * sigmoid(x) ** mpf(gamma) * softplus(x)


def bpr(s):
    return sum(softplus(n - s[0]) for n in s[1:]) / (len(s) - 1)


def gbce(s, sampling_rate, calibration):
    alpha, t = mpf(sampling_rate), mpf(calibration)
    beta = alpha * (t * (1 - 1 / alpha) + 1 / alpha)
    return beta * softplus(-s[0]) + sum(softplus(n) for n in s[1:])


def squared_hinge(s, y):
    return max(mpf(0), 1 - (2 * y - 1) * s) ** 2


def crammer_singer(z, y):
    rivals = [v for k, v in enumerate(z) if k != y]
    return max(mpf(0), 1 + max(rivals) - z[y]) if rivals else mpf(0)


def weston_watkins(z, y):
    return sum((max(mpf(0), 1 + v - z[y]) for k, v in enumerate(z) if k != y), mpf(0))


def cross_entropy(z, y):
    return log_sum_exp(z) - z[y]


def logit_adjustment(z, y, class_counts, tau=1):
    return cross_entropy([v + mpf(tau) * mp.log(n / sum(class_counts)) for v, n in zip(z, class_counts)], y)


def balanced_softmax(z, y, class_counts):
    return -mp.log(class_counts[y] * mp.exp(z[y]) / sum(n * mp.exp(v) for n, v in zip(class_counts, z)))


def with_label(z, y, scale, of_label):
    return cross_entropy([scale * (of_label(v) if k == y else v) for k, v in enumerate(z)], y)


def ldam(z, y, class_counts, max_margin=0.5, scale=30):
    roots = [1 / mp.root(n, 4) for n in class_counts]
    return with_label(z, y, scale, lambda v: v - mpf(max_margin) * roots[y] / max(roots))


def cos_face(z, y, margin=0.35, scale=64):
    return with_label(z, y, scale, lambda v: v - mpf(margin))


def arc_face(z, y, margin=0.5, scale=64):
    def turned(v):
        m, theta = mpf(margin), mp.acos(v)
        return mp.cos(theta + m) if theta < mp.pi - m else v - m * mp.sin(m)

    return with_label(z, y, scale, turned)


def derivatives(f, x):
    def moved(k, step):
        return f([v + step if i == k else v for i, v in enumerate(x)])

    return [(moved(k, STEP) - moved(k, -STEP)) / (2 * STEP) for k in range(len(x))]


def generate(record):
    def case(call, name, target, choice, loss, weights, width, scores=lambda batch: batch["logits"]):
        """`loss(i)` is that of a row, or of a number, as a function of its scores; those of a list go without the masked."""
        z = scores(INPUTS[name]).astype(np.float64).reshape(-1, width)
        losses, gradient = [], np.full(z.shape, mpf(0), object)
        for i, row in enumerate(z):
            f, there = loss(i)
            x = [mpf(float(row[k])) for k in there]
            losses.append(weights[i] * f(x))
            for k, slope in zip(there, derivatives(f, x)):
                gradient[i, k] = weights[i] * slope
        divisor = sum(weights) if choice["reduction"] == "mean" else 1
        shape = INPUTS[name]["logits"].shape if width == 1 else (len(z),)
        value = np.array(losses, object).reshape(shape) if choice["reduction"] == "none" else sum(losses) / divisor
        for dtype in DTYPES:
            # By way of the nearest double, which moves a float32 by less than 2^-29 of a rounding.
            rounded = [np.asarray(x, object).astype(np.float64).astype(dtype) for x in (value, gradient / divisor)]
            record.add(call, name, target, choice, dtype, *rounded)

    def lists(call, name, choice, loss_of):
        batch = INPUTS[name]
        rows, width = batch["logits"].shape
        mask = batch[choice["mask"]] if "mask" in choice else np.ones((rows, width))
        weights = batch[choice["sample_weight"]] if "sample_weight" in choice else np.ones(rows)

        def loss(i):
            there = [k for k in range(width) if mask[i, k] == 1]
            r = [mpf(float(batch["relevance"][i, k])) for k in there]
            if len(there) < 2:
                return (lambda s: mpf(0)), there
            return loss_of([mpf(float(batch["logits"][i, k])) for k in there], r), there

        case(call, name, "relevance", choice, loss, [mpf(float(w)) for w in weights], width)

    def labelled(call, name, target, choice, f, **scores):
        """Rows of classes with one label each; the arrays among the choices that `f` takes are given to it."""
        batch = INPUTS[name]
        rows, width = batch["logits"].shape
        named = {key: batch[value] if isinstance(value, str) and value in batch else value for key, value in choice.items()}
        class_weight = named.pop("weight", np.ones(width))
        row_weight = named.pop("sample_weight", np.ones(rows))
        del named["reduction"]
        if "class_counts" in named:
            named["class_counts"] = [mpf(float(n)) for n in named["class_counts"]]
        labels = batch[target]
        weights = [0 if y < 0 else mpf(float(class_weight[y])) * mpf(float(w)) for y, w in zip(labels, row_weight)]

        def loss(i):
            return (lambda z: f(z, labels[i], **named) if labels[i] >= 0 else mpf(0)), list(range(width))

        case(call, name, target, choice, loss, weights, width, **scores)

    def lambda_loss(s, r, k):
        weights = lambda_weights(s, r, k)
        return lambda x: sum((w * softplus(x[j] - x[i]) for (i, j), w in weights.items()), mpf(0))

    def of_labels(name):
        batch = INPUTS[name]
        width = batch["logits"].shape[1]
        ones = np.ones(width)
        weighted = {"weight": (None, "classWeights"), "reduction": ("mean", "none")}
        losses = (
            ("focal", focal, options(gamma=(0.5, 2), alpha=(None, "classWeights"), reduction=("mean", "none"))),
            ("generalizedCrossEntropy", generalized, options(q=(0.25, 1), **weighted)),
            ("poly", poly, options(epsilon=(-0.5, 2), **weighted)),
            ("symmetricCrossEntropy", symmetric, options(alpha=(0.125,), beta=(1.5,), log_zero=(-4,), **weighted)),
            ("confidencePenalty", confidence_penalty, options(beta=(0.125, 1), **weighted)),
        )
        for call, f, choices in losses:
            for choice in choices:
                given = {key: v for key, v in choice.items() if key not in ("reduction", "weight") and v != "classWeights"}
                # An α of each class is a factor of the rows, but no weight of the mean.
                weight = batch[choice["weight"]] if "weight" in choice else ones
                factor = batch[choice["alpha"]] if choice.get("alpha") == "classWeights" else ones

                def loss(i):
                    y = batch["labels"][i]
                    return (lambda z: mpf(float(factor[y])) * f(z, y, **given)), list(range(width))

                weights = [mpf(float(weight[y])) for y in batch["labels"]]
                case(call, name, "labels", choice, loss, weights, width)

    for name in FINITE:
        usual = {"mask": (None, "mask"), "sample_weight": (None, "rowWeights"), "reduction": REDUCTIONS}
        for choice in options(**usual):
            for call, f in (("listNet", list_net), ("listMle", list_mle), ("rankNet", rank_net)):
                lists(call, name, choice, lambda _, r, f=f: lambda s: f(s, r))
        for choice in options(temperature=(None, 0.1), **{**usual, "sample_weight": (None,)}):
            lists("approxNdcg", name, choice, lambda _, r: lambda s: approx_ndcg(s, r, choice.get("temperature", 1)))
        for choice in options(k=(None, 2), **{**usual, "sample_weight": (None,)}):
            lists("lambdaLoss", name, choice, lambda s, r: lambda_loss(s, r, choice.get("k")))

        rows, width = INPUTS[name]["logits"].shape
        labels = INPUTS[name]["binary"]
        everything = list(range(width))
        for choice in options(reduction=REDUCTIONS):
            case("zlpr", name, "binary", choice, lambda i: (lambda z: zlpr(z, labels[i]), everything), [1] * rows, width)
        for choice in options(
            gamma_positive=(0, 1), gamma_negative=(0, 2.5), clip=(0, 0.0625), reduction=("mean", "none")
        ):
            given = {key: value for key, value in choice.items() if key != "reduction"}
            of = labels.ravel()
            number = lambda i: (lambda z: asymmetric(z[0], of[i], **given), [0])
            case("asymmetric", name, "binary", choice, number, [1] * labels.size, 1)
        of_labels(name)
        for choice in options(gamma=(0, 1.5), alpha=(0.25, -1), reduction=("mean", "none")):
            given = {key: value for key, value in choice.items() if key != "reduction"}
            of = labels.ravel()
            number = lambda i: (lambda z: binary_focal(z[0], of[i], **given), [0])
            case("binaryFocal", name, "binary", choice, number, [1] * labels.size, 1)
        if width == 1:
            continue
        for choice in options(reduction=REDUCTIONS):
            case("bpr", name, "direction", choice, lambda i: (bpr, everything), [1] * rows, width)
        for choice in options(sampling_rate=(0.125, 1), calibration=(0, 0.75), reduction=("mean", "none")):
            given = {key: value for key, value in choice.items() if key != "reduction"}
            case("gbce", name, "direction", choice, lambda i: (lambda s: gbce(s, **given), everything), [1] * rows, width)

        for choice in options(reduction=REDUCTIONS):
            of = labels.ravel()
            case("squaredHinge", name, "binary", choice, lambda i: (lambda s: squared_hinge(s[0], mpf(float(of[i]))), [0]), [1] * of.size, 1)
        for choice in options(weight=(None, "classWeights"), sample_weight=(None, "rowWeights"), reduction=REDUCTIONS):
            if name != "ties":  # where the hinges have kinks
                labelled("crammerSinger", name, "someIgnored", choice, crammer_singer)
                labelled("westonWatkins", name, "someIgnored", choice, weston_watkins)
        usual = {"weight": (None, "classWeights"), "reduction": ("mean", "none")}
        for choice in options(class_counts=("positiveWeights",), tau=(None, 0.5, 2), **usual):
            labelled("logitAdjustment", name, "someIgnored", choice, logit_adjustment)
        for choice in options(class_counts=("positiveWeights",), **usual):
            labelled("balancedSoftmax", name, "labels", choice, balanced_softmax)
        for choice in options(class_counts=("positiveWeights",), max_margin=(None, 2), scale=(None, 4), **usual):
            labelled("ldam", name, "someIgnored", choice, ldam)
        for choice in options(margin=(None, 1), scale=(None, 4), **usual):
            for call, f in (("cosFace", cos_face), ("arcFace", arc_face)):
                labelled(call, name, "someIgnored", choice, f, scores=lambda batch: batch["direction"] * 7 / 16)
