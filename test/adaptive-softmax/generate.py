"""Writes pytorch.json: what PyTorch's AdaptiveLogSoftmaxWithLoss gives for the cases of adaptive-softmax.test.ts.

    .venv-frameworks/bin/python test/adaptive-softmax/generate.py

Options and names of parameters are PyTorch's own. Everything is computed in float64, of numbers of few digits.
"""

import json
import pathlib
import platform

import torch

torch.set_num_threads(1)
torch.manual_seed(20)
torch.set_default_dtype(torch.float64)

# in_features, n_classes, options: a head of one class, one that ends a class before the last, quotients that are not whole
CASES = [
    (6, 9, {"cutoffs": [4], "div_value": 2.0}),
    (8, 12, {"cutoffs": [3, 7], "div_value": 2.0, "head_bias": True}),
    (7, 10, {"cutoffs": [1, 2, 9], "div_value": 1.5}),
    (5, 4, {"cutoffs": [3]}),
    (11, 6, {"cutoffs": [2], "div_value": 1.1, "head_bias": True}),
]


def draw(*shape):
    return (torch.randn(*shape) * 64).round() / 64


def case(in_features, n_classes, options):
    module = torch.nn.AdaptiveLogSoftmaxWithLoss(in_features, n_classes, **options)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(*parameter.shape))
    x = draw(n_classes + 1, in_features).requires_grad_()
    target = torch.cat([torch.arange(n_classes), torch.tensor([0])])
    output, loss = module(x, target)
    loss.backward()
    return {
        "in_features": in_features,
        "n_classes": n_classes,
        "options": options,
        "state": {name: value.tolist() for name, value in module.state_dict().items()},
        "x": x.tolist(),
        "target": target.tolist(),
        "output": output.tolist(),
        "loss": loss.item(),
        "input_gradient": x.grad.tolist(),
        "gradients": {name: parameter.grad.tolist() for name, parameter in module.named_parameters()},
        "log_prob": module.log_prob(x).tolist(),
    }


def main():
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    cases = ",\n".join(json.dumps(case(*arguments)) for arguments in CASES)
    text = f'{{\n"versions": {json.dumps(versions)},\n"cases": [\n{cases}\n]\n}}\n'
    pathlib.Path(__file__).with_name("pytorch.json").write_text(text)


main()
