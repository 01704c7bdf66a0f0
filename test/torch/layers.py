"""Writes layers.json: what PyTorch gives for the layers of layers.test.ts, in float64.

    .venv-frameworks/bin/python test/torch/layers.py

Parameters have the names that they have in src/nn, matrices are [inputs, outputs]. All that is given is a multiple of 1/64,
so that it is the same in float32.
"""

import json
import pathlib
import platform

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(14)


def draw(*shape):
    return torch.randn(*shape, dtype=torch.float64).mul(64).round().div(64).requires_grad_()


def case(name, arguments, x, parameters, function):
    """The output for x, and the gradients, given one of the output."""
    y, extra = function(x, parameters)
    upstream = draw(*y.shape).detach()
    y.backward(upstream)
    result = {"name": name, "arguments": arguments, "x": x.tolist(), "y": y.tolist(), "upstream": upstream.tolist()}
    if x.grad is not None:
        result["dInput"] = x.grad.tolist()
    result["parameters"] = {key: value.tolist() for key, value in parameters.items()}
    result["gradients"] = {key: value.grad.tolist() for key, value in parameters.items()}
    return result | {key: value.tolist() for key, value in extra.items()}


def gelu(x, _):
    return F.gelu(x), {}


def layer_norm(epsilon):
    def function(x, p):
        return F.layer_norm(x, x.shape[-1:], p["weight"], p["bias"], epsilon), {}

    return function


def attention_parameters(size, prefix=""):
    names = ["query.weight", "query.bias", "key.weight", "value.weight", "value.bias", "output.weight", "output.bias"]
    return {prefix + name: draw(size, size) if name.endswith("weight") else draw(size) for name in names}


def attention(heads, prefix=""):
    """torch.nn.MultiheadAttention, whose keys have a bias too: any, for it changes nothing."""

    def function(x, p):
        length, size = x.shape[1:]
        module = torch.nn.MultiheadAttention(size, heads, batch_first=True, dtype=torch.float64)
        given = {key.removeprefix(prefix): value for key, value in p.items()}
        state = {
            "in_proj_weight": torch.cat([given[f"{part}.weight"].T for part in ("query", "key", "value")]),
            "in_proj_bias": torch.cat([given["query.bias"], draw(size).detach(), given["value.bias"]]),
            "out_proj.weight": given["output.weight"].T,
            "out_proj.bias": given["output.bias"],
        }
        mask = torch.ones(length, length, dtype=torch.bool).triu(1)
        options = {"attn_mask": mask, "average_attn_weights": False}
        y, weights = torch.func.functional_call(module, state, (x, x, x), options)
        return y, {"weights": weights}

    return function


def gpt(tokens, p):
    """A block of pre-normalised attention and a network of two layers, the table for embedding and output."""
    size = p["0.weight"].shape[1]
    block = {key: value for key, value in p.items() if key.startswith("2.1.")}
    h = F.embedding(tokens, p["0.weight"]) + p["1.weight"][: tokens.shape[1]]
    normal = F.layer_norm(h, [size], p["2.0.weight"], p["2.0.bias"])
    h = h + attention(2, "2.1.")(normal, block)[0]
    normal = F.layer_norm(h, [size], p["3.0.weight"], p["3.0.bias"])
    wide = F.gelu(normal @ p["3.1.weight"] + p["3.1.bias"])
    h = h + wide @ p["3.3.weight"] + p["3.3.bias"]
    return F.layer_norm(h, [size], p["4.weight"], p["4.bias"]) @ p["0.weight"].T, {}


def gpt_parameters():
    before = {"0.weight": draw(5, 4), "1.weight": draw(3, 4), "2.0.weight": draw(4), "2.0.bias": draw(4)}
    network = {"3.0.weight": draw(4), "3.0.bias": draw(4), "3.1.weight": draw(4, 8), "3.1.bias": draw(8)}
    after = {"3.3.weight": draw(8, 4), "3.3.bias": draw(4), "4.weight": draw(4), "4.bias": draw(4)}
    return before | attention_parameters(4, "2.1.") | network | after


def main():
    tokens = torch.tensor([[1, 4, 1], [0, 2, 2]])
    cases = [
        case("gelu", [], (draw(3, 7) * 2).detach().requires_grad_(), {}, gelu),
        case("layerNorm", [5], draw(2, 3, 5), {"weight": draw(5), "bias": draw(5)}, layer_norm(1e-5)),
        case("layerNorm", [4, {"epsilon": 0.5}], draw(3, 4), {"weight": draw(4), "bias": draw(4)}, layer_norm(0.5)),
        case("causalSelfAttention", [6, {"heads": 3}], draw(2, 5, 6), attention_parameters(6), attention(3)),
        case("causalSelfAttention", [4, {"heads": 1}], draw(1, 4, 4), attention_parameters(4), attention(1)),
        case("gpt", [], tokens, gpt_parameters(), gpt),
    ]
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    lines = ",\n".join(json.dumps(result) for result in cases)
    text = f'{{\n"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]\n}}\n'
    pathlib.Path(__file__).with_name("layers.json").write_text(text)


main()
