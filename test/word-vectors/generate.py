"""Writes steps.json: gensim's training on equal samples, and the same steps in numpy, for steps.test.ts.

    .venv-frameworks/bin/python test/word-vectors/generate.py

With a window of 1, no subsampling, a hierarchical softmax and one thread gensim draws nothing at random. It takes the
sigmoid from a table of 1,000 values. In numpy with that table the steps must be gensim's; with the sigmoid itself they
are what ours are compared with. Negative sampling, whose noise gensim draws, is the same step on other rows.
"""

import json
import pathlib
import platform

import gensim
import numpy as np
from gensim.models import Word2Vec

DIMENSIONS, RATE, EPOCHS = 7, 0.05, 2
random = np.random.default_rng(18)
text = [f"w{min(int(k), 11)}" for k in random.geometric(0.25, 200) - 1]

grid = (np.arange(1000) / 1000 * 2 - 1) * 6
TABLE = (np.exp(grid) / (np.exp(grid) + 1)).astype(np.float32)


def tabled(z):
    # 1000 / 6 / 2 as word2vec.c has it, in integers: so it takes σ(0) for 0.494.
    return TABLE[int((z + 6) * 83)]


def exact(z):
    return 1 / (1 + np.exp(-z))


def steps(inputs, outputs, examples, sigmoid):
    for rows, targets in examples:
        x = inputs[rows].mean(0)
        step = np.zeros_like(x)
        for row, label in targets:
            g = (label - sigmoid(x @ outputs[row])) * RATE
            step += g * outputs[row]
            outputs[row] += g * x
        for row in rows:
            inputs[row] += step


def case(cbow):
    model = Word2Vec(
        vector_size=DIMENSIONS, window=1, min_count=1, sample=0, hs=1, negative=0, workers=1, seed=1,
        sg=int(not cbow), alpha=RATE, min_alpha=RATE, epochs=EPOCHS,
    )  # fmt: skip
    model.build_vocab([text])
    start = (20 * model.wv.vectors).astype(np.float32)
    model.wv.vectors[:] = start
    model.syn1[:] = first = random.normal(size=model.syn1.shape, scale=0.3).astype(np.float32)
    index = [model.wv.key_to_index[word] for word in text]
    examples = []
    for _ in range(EPOCHS):
        for i, word in enumerate(index):
            path = [
                (int(row), 1 - int(code))
                for row, code in zip(model.wv.get_vecattr(text[i], "point"), model.wv.get_vecattr(text[i], "code"))
            ]
            context = [index[j] for j in (i - 1, i + 1) if 0 <= j < len(index)]
            examples += [(context, path)] if cbow else [([row], path) for row in context]
    model.train([text], total_examples=1, epochs=EPOCHS)
    made = {}
    for sigmoid in (tabled, exact):
        inputs, outputs = start.astype(np.float64), first.astype(np.float64)
        steps(inputs, outputs, examples, sigmoid)
        made[sigmoid] = inputs, outputs
    for ours, theirs in zip(made[tabled], (model.wv.vectors, model.syn1)):
        assert np.abs(ours - theirs).max() < 2e-6, np.abs(ours - theirs).max()
    gap = max(np.abs(a - b).max() for a, b in zip(made[exact], (model.wv.vectors, model.syn1)))
    return {
        "name": "CBOW" if cbow else "skip-gram",
        "inputs": start.ravel().tolist(),
        "outputs": first.ravel().tolist(),
        "examples": [[rows, [2 * row + label for row, label in path]] for rows, path in examples],
        "expected": [table.ravel().tolist() for table in made[exact]],
        "gensim": [table.ravel().tolist() for table in (model.wv.vectors, model.syn1)],
        "largest difference of the table of sigmoids": float(gap),
    }


result = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "gensim": gensim.__version__},
    "dimensions": DIMENSIONS,
    "learningRate": RATE,
    "cases": [case(False), case(True)],
}
path = pathlib.Path(__file__).with_name("steps.json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print([case["largest difference of the table of sigmoids"] for case in result["cases"]], path.stat().st_size)
