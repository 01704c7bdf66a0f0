"""Keras's loss classes with from_logits=True (on the TensorFlow backend), gradients by a tape."""

import keras
import tensorflow as tf

from .cases import DTYPES, options, resolve
from .inputs import IGNORED, INPUTS, USUAL

VERSIONS = {"keras": keras.__version__, "tensorflow": tf.__version__}
REDUCTIONS = ("sum_over_batch_size", "mean_with_sample_weight", "sum", "none")
ROWS = (None, "rowWeights", "rowWeightsWithZero")
ELEMENTWISE = ("normal", "scale 10", "scale 1e4", "ties", "one class", "two classes")


def generate(record):
    def case(call, make, name, target, choice):
        batch = INPUTS[name]
        for dtype in DTYPES:
            y = batch[target]
            y = tf.constant(y) if isinstance(y, list) else tf.constant(y.astype(dtype))
            found = resolve(batch, choice, dtype)
            weights = found.pop("sample_weight", None)
            if "class_weight" in found:  # what model.fit makes of its class_weight
                weights = found.pop("class_weight")[batch[target]]
            loss = make(dtype=dtype, **found)
            z = tf.constant(batch["logits"].astype(dtype))
            with tf.GradientTape() as tape:
                tape.watch(z)
                value = loss(y, z, sample_weight=weights)
            record.add(call, name, target, choice, dtype, value.numpy(), tape.gradient(value, z).numpy())

    def logits(loss):
        return lambda **choice: loss(from_logits=True, **choice)

    losses = keras.losses
    for name, batch in USUAL.items():
        sets = [("labels", None), ("someIgnored", IGNORED), ("labels", batch["logits"].shape[1] - 1)]
        if name in ("normal", "masked", "one class"):
            sets.append(("allIgnored", IGNORED))
        for target, ignored in sets:
            for choice in options(sample_weight=ROWS, ignore_class=(ignored,), reduction=REDUCTIONS):
                case("SparseCategoricalCrossentropy", logits(losses.SparseCategoricalCrossentropy),
                     name, target, choice)
        for choice in options(class_weight=("classWeights", "classWeightsWithZero"), reduction=REDUCTIONS):
            case("SparseCategoricalCrossentropy", logits(losses.SparseCategoricalCrossentropy),
                 name, "labels", choice)
        for choice in options(sample_weight=ROWS, label_smoothing=(None, 0.1), reduction=REDUCTIONS):
            case("CategoricalCrossentropy", logits(losses.CategoricalCrossentropy), name, "probabilities", choice)
    for choice in options(label_smoothing=(None, 0.1), reduction=("none",)):
        case("CategoricalCrossentropy", logits(losses.CategoricalCrossentropy), "normal", "unnormalised", choice)

    for name in ELEMENTWISE:
        for choice in options(sample_weight=ROWS, label_smoothing=(None, 0.1), reduction=REDUCTIONS):
            case("BinaryCrossentropy", logits(losses.BinaryCrossentropy), name, "binary", choice)
        for choice in options(reduction=REDUCTIONS):
            case("MeanSquaredError", losses.MeanSquaredError, name, "soft", choice)
            case("Hinge", losses.Hinge, name, "binary", choice)
            case("SquaredHinge", losses.SquaredHinge, name, "binary", choice)
