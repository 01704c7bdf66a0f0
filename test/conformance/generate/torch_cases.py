"""PyTorch: torch.nn.functional, gradients by autograd."""

import numpy as np
import torch
import torch.nn.functional as F

from .cases import DTYPES, options, resolve
from .inputs import INPUTS, NO_CLASS, USUAL

VERSIONS = {"torch": torch.__version__}
REDUCTIONS = ("mean", "sum", "none")
ELEMENTWISE = ("normal", "scale 10", "scale 1e4", "masked", "ties", "one class", "one row")


def evaluate(f, batch, dtype):
    z = torch.tensor(batch["logits"].astype(dtype), requires_grad=True)
    value = f(z)
    value.sum().backward()
    return value.detach().numpy(), z.grad.numpy()


def tensors(batch, choice, dtype):
    found = resolve(batch, choice, dtype).items()
    return {name: torch.from_numpy(value) if isinstance(value, np.ndarray) else value for name, value in found}


def generate(record):
    def case(call, f, name, target, choice):
        batch = INPUTS[name]
        for dtype in DTYPES:
            y = batch[target]
            y = torch.tensor(y) if isinstance(y, list) else torch.from_numpy(y.astype(dtype))
            found = tensors(batch, choice, dtype)
            record.add(call, name, target, choice, dtype, *evaluate(lambda z: f(z, y, **found), batch, dtype))

    for name, batch in USUAL.items():
        classes = batch["logits"].shape[1]
        sets = [("labels", None), ("someIgnored", None), ("labels", classes - 1)]
        if name in ("normal", "masked", "one class"):
            sets.append(("allIgnored", None))
        weights = (None, "classWeights") + (("classWeightsWithZero",) if name in ("normal", "one row") else ())
        for target, ignored in sets:
            for choice in options(
                weight=weights, ignore_index=(ignored,), label_smoothing=(None, 0.1), reduction=REDUCTIONS
            ):
                case("cross_entropy", F.cross_entropy, name, target, choice)
        for choice in options(weight=weights, label_smoothing=(None, 0.1), reduction=REDUCTIONS):
            case("cross_entropy", F.cross_entropy, name, "probabilities", choice)

    for choice in options(reduction=REDUCTIONS):
        case("cross_entropy", F.cross_entropy, NO_CLASS, "labels", choice)
    for choice in options(weight=(None, "classWeights"), label_smoothing=(None, 1.0), reduction=("mean",)):
        case("cross_entropy", F.cross_entropy, "ties", "oneHot", choice)
        case("cross_entropy", F.cross_entropy, "normal", "unnormalised", choice)

    for name in ("normal", "scale 1e4", "one class", "one row"):
        for target in ("labels", "someIgnored", "allIgnored"):
            for choice in options(weight=(None, "classWeights"), reduction=REDUCTIONS):
                case("nll_loss", F.nll_loss, name, target, choice)

    for name in ELEMENTWISE:
        for choice in options(
            weight=(None, "elementWeights"), pos_weight=(None, "positiveWeights"), reduction=REDUCTIONS
        ):
            for target in ("binary", "soft"):
                case("binary_cross_entropy_with_logits", F.binary_cross_entropy_with_logits, name, target, choice)
        if name != "masked":
            for choice in options(reduction=REDUCTIONS):
                case("mse_loss", F.mse_loss, name, "soft", choice)

    for name in ELEMENTWISE:
        for choice in options(weight=(None, "classWeights"), reduction=REDUCTIONS):
            for target in ("binary", "soft"):
                case("multilabel_soft_margin_loss", F.multilabel_soft_margin_loss, name, target, choice)

    for name in USUAL:
        for choice in options(weight=(None, "classWeights"), reduction=REDUCTIONS):
            case("multi_margin_loss", F.multi_margin_loss, name, "labels", choice)

    def kl_div(z, p, reduction, log_target=False):
        target = p.log() if log_target else p
        result = F.kl_div(z.log_softmax(1), target, reduction=reduction, log_target=log_target)
        return result.sum(1) if reduction == "none" else result

    for name in ("normal", "scale 10", "scale 1e4", "ties", "masked", "confident", "one class", "two classes"):
        for choice in options(log_target=(None, True), reduction=("batchmean", *REDUCTIONS)):
            case("log_softmax + kl_div", kl_div, name, "probabilities", choice)

    # Functions of a row: the gradient is that of their product with a direction.
    functions = {
        "softmax": lambda z: z.softmax(1),
        "log_softmax": lambda z: z.log_softmax(1),
        "logsumexp": lambda z: z.logsumexp(1),
    }
    for name, batch in INPUTS.items():
        for call, f in functions.items():
            for dtype in DTYPES:
                z = torch.tensor(batch["logits"].astype(dtype), requires_grad=True)
                value = f(z)
                direction = torch.from_numpy(batch["direction"].astype(dtype))
                value.backward(direction if value.ndim == 2 else direction[:, 0])
                record.add(call, name, "direction", {}, dtype, value.detach().numpy(), z.grad.numpy())
