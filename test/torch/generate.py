"""Writes pytorch.json: what PyTorch gives for the cases of torch.test.ts.

    .venv-frameworks/bin/python test/torch/generate.py

Options and names are PyTorch's own, so that the test passes them on as they are. NaN is written as null.
"""

import json
import math
import pathlib
import platform

import torch

torch.set_num_threads(1)
torch.manual_seed(20)
DTYPES = {"float64": torch.float64, "float32": torch.float32}


def plain(x):
    """Nested lists; float32 numbers by their shortest decimals."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(value) for value in x]
    if isinstance(x, torch.Tensor):
        single = x.dtype == torch.float32
        numbers = x.detach().tolist()
        return plain(shortest(numbers) if single else numbers)
    return None if isinstance(x, float) and math.isnan(x) else x


def shortest(x):
    if isinstance(x, list):
        return [shortest(value) for value in x]
    return float(f"{x:.9g}")


def tensors(options, dtype):
    named = ("weight", "pos_weight")
    return {key: torch.tensor(v, dtype=dtype) if key in named else v for key, v in options.items()}


def loss_cases():
    logits = (torch.randn(5, 4) * 3).tolist()
    logits[1] = [40.0, -40.0, 0.0, 1.0]  # confident
    labels = [2, 0, 3, 1, 2]
    soft = torch.softmax(torch.randn(5, 4, dtype=torch.float64), 1).tolist()
    zeros = soft[:4] + [[0.0] * 4]
    weight = [0.5, 2.0, 0.0, 1.25]
    index = [
        {},
        {"weight": weight},
        {"ignore_index": 2},
        {"weight": weight, "ignore_index": 3, "reduction": "sum"},
        {"weight": weight, "ignore_index": 0, "reduction": "none"},
    ]
    smooth = [{**options, "label_smoothing": 0.1} for options in index]
    alls = [([0] * 5, {"ignore_index": 0}), ([2] * 5, {"ignore_index": 0})]
    for options in index + smooth:
        yield "CrossEntropyLoss", options, logits, labels
    for target, options in alls:
        yield "CrossEntropyLoss", options, logits, target
    for reduction in ("mean", "sum", "none"):
        for options in ({}, {"weight": weight}, {"label_smoothing": 0.3}, {"weight": weight, "label_smoothing": 0.3}):
            yield "CrossEntropyLoss", {**options, "reduction": reduction}, logits, soft
    yield "CrossEntropyLoss", {}, logits, zeros
    log_probabilities = torch.log_softmax(torch.tensor(logits, dtype=torch.float64), 1).tolist()
    for options in index:
        yield "NLLLoss", options, log_probabilities, labels
    yield "NLLLoss", {"ignore_index": 0}, log_probabilities, [0] * 5
    targets = torch.rand(5, 4).round().tolist()
    targets[3] = [0.25, 0.5, 0.75, 1.0]
    for reduction in ("mean", "sum", "none"):
        for options in ({}, {"pos_weight": weight}, {"weight": weight}, {"weight": weight, "pos_weight": [3.0] * 4}):
            yield "BCEWithLogitsLoss", {**options, "reduction": reduction}, logits, targets


def run_loss(name, options, input, target, dtype):
    x = torch.tensor(input, dtype=dtype, requires_grad=True)
    y = torch.tensor(target) if isinstance(target[0], int) else torch.tensor(target, dtype=dtype)
    loss = getattr(torch.nn, name)(**tensors(options, dtype))(x, y)
    # With reduction 'none', each row of the gradient comes times its number.
    loss.backward(torch.arange(1, loss.numel() + 1, dtype=dtype).reshape(loss.shape))
    return {"loss": loss, "gradient": x.grad}


def model(dtype):
    torch.manual_seed(7)
    layers = torch.nn.Linear(4, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3, bias=False)
    return torch.nn.Sequential(*layers).to(dtype)


X = torch.randn(6, 4, dtype=torch.float64).tolist()
Y = [0, 2, 1, 1, 0, 2]


def run_model(dtype):
    """Two losses of one model: LogSoftmax + NLLLoss, and on top of its gradients CrossEntropyLoss."""
    net, x = model(dtype), torch.tensor(X, dtype=dtype, requires_grad=True)
    start = {key: value.clone() for key, value in net.state_dict().items()}
    logits = net(x)
    log_probabilities = torch.nn.LogSoftmax(dim=1)(logits)
    first = torch.nn.NLLLoss()(log_probabilities, torch.tensor(Y))
    first.backward()
    once = {key: value.grad.clone() for key, value in net.named_parameters()}
    torch.nn.CrossEntropyLoss(reduction="sum")(net(x), torch.tensor(Y)).backward()
    twice = {key: value.grad.clone() for key, value in net.named_parameters()}
    return {
        "start": start, "logits": logits, "log_probabilities": log_probabilities, "loss": first,
        "once": once, "twice": twice, "input_gradient": x.grad,
    }  # fmt: skip


OPTIMIZERS = [
    ("SGD", {}),
    ("SGD", {"lr": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-4, "weight_decay": 0.1}),
]


def run_optimizer(name, options, dtype):
    """20 steps; in every third one the first layer has no gradient and sits it out."""
    net = model(dtype)
    optimizer = getattr(torch.optim, name)(net.parameters(), **options)
    losses = []
    for step in range(20):
        loss = torch.nn.CrossEntropyLoss()(net(torch.tensor(X, dtype=dtype)), torch.tensor(Y))
        optimizer.zero_grad()
        loss.backward()
        if step % 3 == 2:
            net[0].zero_grad()
        optimizer.step()
        losses.append(loss)
    return {"losses": losses, "end": net.state_dict()}


def main():
    losses = [
        {"name": name, "options": options, "input": x, "target": y}
        | {dtype: plain(run_loss(name, options, x, y, kind)) for dtype, kind in DTYPES.items()}
        for name, options, x, y in loss_cases()
    ]
    optimizers = [
        {"name": name, "options": options}
        | {dtype: plain(run_optimizer(name, options, kind)) for dtype, kind in DTYPES.items()}
        for name, options in OPTIMIZERS
    ]
    result = {
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "model": {"x": X, "y": Y} | {dtype: plain(run_model(kind)) for dtype, kind in DTYPES.items()},
        "optimizers": optimizers,
        "losses": losses,
    }
    lines = ",\n".join(f"{json.dumps(key)}: {encode(value)}" for key, value in result.items())
    pathlib.Path(__file__).with_name("pytorch.json").write_text(f"{{\n{lines}\n}}\n")


def encode(value):
    if not isinstance(value, list):
        return json.dumps(value, allow_nan=False)
    return "[\n" + ",\n".join(json.dumps(item, allow_nan=False) for item in value) + "\n]"


main()
