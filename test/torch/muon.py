"""Writes muon.json: what PyTorch's Muon makes of some matrices, with its bfloat16 products made in float64.

    .venv-frameworks/bin/python test/torch/muon.py
"""

import json
import pathlib

import torch

torch.manual_seed(21)
STEPS = 6
CASES = [
    ((3, 5), {"lr": 0.02, "momentum": 0.95, "weight_decay": 0.1}),
    ((6, 2), {"lr": 0.5, "momentum": 0.9, "weight_decay": 0.0}),
    ((4, 4), {"lr": 0.1, "momentum": 0.0, "weight_decay": 0.3}),
    ((1, 4), {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.0}),
]


def main():
    torch.bfloat16 = torch.float64
    cases = []
    for shape, options in CASES:
        weight = torch.nn.Parameter(torch.randn(shape, dtype=torch.float64))
        start = weight.detach().tolist()
        gradients = [torch.randn(shape, dtype=torch.float64) for _ in range(STEPS)]
        optimizer = torch.optim.Muon([weight], adjust_lr_fn="match_rms_adamw", **options)
        for gradient in gradients:
            weight.grad = gradient.clone()
            optimizer.step()
        gradients = [gradient.tolist() for gradient in gradients]
        cases.append({"options": options, "start": start, "gradients": gradients, "end": weight.tolist()})
    lines = ",\n".join(json.dumps(case) for case in cases)
    torch_version = json.dumps(torch.__version__)
    path = pathlib.Path(__file__).with_name("muon.json")
    path.write_text(f'{{"torch": {torch_version}, "cases": [\n{lines}\n]}}\n')


main()
