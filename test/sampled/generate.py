"""Writes tensorflow.json: TensorFlow's sampled softmax, NCE and expected counts on equal samples, for sampled.test.ts.

    .venv-frameworks/bin/python test/sampled/generate.py

Expected counts of 1 turn a correction off, so that every setting of ours has a call of theirs. All numbers of the batch
are float32, computed with in float32 and in float64.
"""

import json
import pathlib
import platform

import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
ROWS, INPUTS, CLASSES = 7, 5, 23
COUNTS = [int(60 / (k + 1)) + k % 3 for k in range(CLASSES)]
random = np.random.default_rng(20)
BATCH = {
    "x": random.normal(size=(ROWS, INPUTS)).astype(np.float32),
    "weight": random.normal(size=(CLASSES, INPUTS)).astype(np.float32),
    "bias": random.normal(size=CLASSES).astype(np.float32),
}
LABELS = [0, 1, 4, 4, 22, 9, 2]
SAMPLES = {
    "distinct": [3, 0, 7, 1, 22, 15],
    "repeated": [3, 2, 3, 5, 4, 10, 3, 10],
    "repeated labels": [0, 2, 0, 5, 4, 0, 11, 4],
}
COUNT = 10
CORRECTIONS = {"sampled_softmax_loss": ("negatives", "both", "none"), "nce_loss": ("both", "none")}


def samplers():
    """How often each class is expected in COUNT draws."""
    every = tf.reshape(tf.range(CLASSES, dtype=tf.int64), [CLASSES, 1])
    shared = {"num_true": 1, "num_sampled": COUNT, "unique": False, "range_max": CLASSES}
    results = {
        "uniform": tf.random.uniform_candidate_sampler(every, **shared),
        "logUniform": tf.random.log_uniform_candidate_sampler(every, **shared),
        "unigram": tf.random.fixed_unigram_candidate_sampler(every, unigrams=COUNTS, distortion=0.75, **shared),
    }
    return {name: plain(expected[:, 0]) for name, (_, expected, _) in results.items()}


def plain(x):
    """Nested lists; float32 numbers by their shortest decimals."""
    x = np.asarray(x)
    numbers = x.ravel().tolist()
    if x.dtype == np.float32:
        numbers = [float(f"{number:.9g}") for number in numbers]
    return np.reshape(np.array(numbers), x.shape).tolist()


def case(call, dtype, sample, correction, remove):
    x, weight, bias = (tf.constant(BATCH[name].astype(dtype)) for name in ("x", "weight", "bias"))
    sampled = SAMPLES[sample]
    k = np.arange(CLASSES)
    expected = len(sampled) * np.log((k + 2) / (k + 1)) / np.log(CLASSES + 1)
    of_labels = expected[LABELS] if correction == "both" else np.ones(ROWS)
    of_negatives = np.ones(len(sampled)) if correction == "none" else expected[sampled]
    with tf.GradientTape() as tape:
        tape.watch([x, weight, bias])
        losses = getattr(tf.nn, call)(
            weights=weight,
            biases=bias,
            labels=tf.constant(LABELS, tf.int64)[:, None],
            inputs=x,
            num_sampled=len(sampled),
            num_classes=CLASSES,
            sampled_values=(
                tf.constant(sampled, tf.int64),
                tf.constant(of_labels[:, None].astype(dtype)),
                tf.constant(of_negatives.astype(dtype)),
            ),
            remove_accidental_hits=remove,
        )
    gradients = [plain(tf.convert_to_tensor(g)) for g in tape.gradient(losses, [x, weight, bias])]
    return {
        "call": call,
        "dtype": dtype,
        "sample": sample,
        "correction": correction,
        "remove": remove,
        "losses": plain(losses),
        "gradients": dict(zip(BATCH, gradients)),
    }


def main():
    cases = [
        case(call, dtype, sample, correction, remove)
        for call, corrections in CORRECTIONS.items()
        for dtype in ("float32", "float64")
        for sample in SAMPLES
        for correction in corrections
        for remove in (True, False)
        # Of a label that is among the samples twice they remove only one.
        if not (remove and sample == "repeated labels")
    ]
    head = {
        "versions": {"python": platform.python_version(), "tensorflow": tf.__version__},
        "batch": {name: plain(values) for name, values in BATCH.items()},
        "labels": LABELS,
        "samples": SAMPLES,
        "counts": COUNTS,
        "count": COUNT,
        "expected": samplers(),
    }
    compact = {"separators": (",", ":")}
    rows = ",\n".join(json.dumps(one, **compact) for one in cases)
    text = json.dumps(head, **compact)[:-1] + f',\n"cases":[\n{rows}\n]}}\n'
    pathlib.Path(__file__).with_name("tensorflow.json").write_text(text)


main()
