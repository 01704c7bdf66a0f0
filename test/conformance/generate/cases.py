"""What the generators of all dialects share: products of options, and the file that they write."""

import itertools
import json
import math

import numpy as np

DTYPES = ("float64", "float32")


def options(**choices):
    """Every combination of the choices as a dict, without what is None."""
    for values in itertools.product(*choices.values()):
        yield {name: value for name, value in zip(choices, values) if value is not None}


def resolve(batch, choice, dtype):
    """The options with the names of the batch's arrays replaced by the arrays."""
    return {
        name: np.asarray(batch[value], dtype) if isinstance(value, str) and value in batch else value
        for name, value in choice.items()
    }


class Recorder:
    """Collects cases, each on a line of its own."""

    def __init__(self, dialect, versions):
        self.dialect, self.versions, self.lines, self.seen = dialect, versions, [], set()

    def add(self, call, name, target, choice, dtype, value, gradient):
        case = {"call": call, "input": name, "target": target, "options": choice, "dtype": dtype}
        key = json.dumps(case)
        if key in self.seen:
            raise ValueError(f"{self.dialect} has the case twice: {key}")
        self.seen.add(key)
        numbers = {"value": text(np.asarray(value), dtype), "gradient": text(np.asarray(gradient).ravel(), dtype)}
        results = ", ".join(f'"{field}": {written}' for field, written in numbers.items())
        self.lines.append(f"{key[:-1]}, {results}}}")

    def write(self, path):
        head = json.dumps({"dialect": self.dialect, "versions": self.versions})
        cases = ",\n".join(self.lines)
        path.write_text(f'{head[:-1]}, "cases": [\n{cases}\n]}}\n', encoding="utf-8")


def text(array, dtype):
    """A number or an array as JSON, each number the shortest that reads back; what JSON lacks as a string."""
    if array.ndim > 0:
        return "[" + ", ".join(text(entry, dtype) for entry in array) + "]"
    if str(array.dtype) != dtype:
        raise TypeError(f"a result is {array.dtype}, expected {dtype}")
    number = float(array)
    if not math.isfinite(number):
        return {math.inf: '"Infinity"', -math.inf: '"-Infinity"'}.get(number, '"NaN"')
    return str(array[()]).removesuffix(".0")


def write_inputs(inputs, path):
    def entry(value):
        value = np.asarray(value)
        if value.dtype.kind != "i" and np.any(value.astype(np.float32) != value):
            raise ValueError("an input is no float32")
        return json.dumps(value.tolist()) if value.dtype.kind == "i" else text(value.astype(np.float32), "float32")

    batches = (
        f'"{name}": {{\n' + ",\n".join(f'  "{key}": {entry(value)}' for key, value in batch.items()) + "\n}"
        for name, batch in inputs.items()
    )
    path.write_text("{\n" + ",\n".join(batches) + "\n}\n", encoding="utf-8")
