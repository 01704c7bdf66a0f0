"""Megatron-LM's label smoothing, which spares the label's own class: 1 - e on it, e/(K - 1) on each other class.

Source: NVIDIA/Megatron-LM, megatron/core/tensor_parallel/cross_entropy.py (_VocabParallelCrossEntropy). Written anew
here for one process, forward and hand-made backward as there, over torch's operations; Megatron has float32 only, the
float64 cases are the same operations in float64. The loss is one a token: the reductions are those of its callers, a
loss mask m and sum(m * loss) / sum(m).
"""

import torch

from .cases import DTYPES, options, resolve
from .inputs import USUAL

VERSIONS = {"torch": torch.__version__}


class Smoothed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, labels, label_smoothing):
        classes = z.shape[1]
        shifted = z - z.amax(1, keepdim=True)
        e = shifted.exp()
        total = e.sum(1)
        loss = total.log() - shifted.gather(1, labels[:, None])[:, 0]
        p = e / total[:, None]
        smoothing = 0.0
        if label_smoothing > 0:
            smoothing = label_smoothing * classes / (classes - 1)
            loss = (1.0 - smoothing) * loss - smoothing * p.log().mean(1)
        ctx.smoothing = smoothing
        ctx.save_for_backward(p, labels)
        return loss

    @staticmethod
    def backward(ctx, grad):
        p, labels = ctx.saved_tensors
        own = torch.nn.functional.one_hot(labels, p.shape[1]).to(p.dtype)
        q = (1.0 - ctx.smoothing) * own + ctx.smoothing / p.shape[1]
        return (p - q) * grad[:, None], None, None


def generate(record):
    for name, batch in USUAL.items():
        smoothings = (None,) if name == "one class" else (None, 0.1, 0.3)
        for choice in options(
            label_smoothing=smoothings, loss_mask=(None, "rowWeightsWithZero"), reduction=("mean", "sum", "none")
        ):
            if name == "one row" and "loss_mask" in choice and choice["reduction"] == "mean":
                continue  # 0/0, which Megatron's callers avoid in different ways
            for dtype in DTYPES:
                found = resolve(batch, choice, dtype)
                z = torch.tensor(batch["logits"].astype(dtype), requires_grad=True)
                losses = Smoothed.apply(z, torch.tensor(batch["labels"]), choice.get("label_smoothing", 0.0))
                mask = torch.from_numpy(found["loss_mask"]) if "loss_mask" in found else torch.ones_like(losses)
                losses = losses * mask
                value = {"mean": losses.sum() / mask.sum(), "sum": losses.sum(), "none": losses}[choice["reduction"]]
                value.sum().backward()
                record.add("vocab_parallel_cross_entropy", name, "labels", choice, dtype,
                           value.detach().numpy(), z.grad.numpy())
