"""TensorFlow: tf.nn, one loss a row (or a logit), gradients by a tape."""

import tensorflow as tf

from .cases import DTYPES, options, resolve
from .inputs import INPUTS, NO_CLASS, USUAL

VERSIONS = {"tensorflow": tf.__version__}
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def generate(record):
    def case(call, f, name, target, choice):
        batch = INPUTS[name]
        for dtype in DTYPES:
            y = batch[target]
            y = tf.constant(y) if isinstance(y, list) else tf.constant(y.astype(dtype))
            found = {key: tf.constant(value, dtype) if key == "pos_weight" else value
                     for key, value in resolve(batch, choice, dtype).items()}
            reduction = found.pop("reduction")
            z = tf.constant(batch["logits"].astype(dtype))
            with tf.GradientTape() as tape:
                tape.watch(z)
                losses = f(y, z, **found)
                value = {"none": tf.identity, "mean": tf.reduce_mean, "sum": tf.reduce_sum}[reduction](losses)
            record.add(call, name, target, choice, dtype, value.numpy(), tape.gradient(value, z).numpy())

    for name in USUAL:
        for choice in options(reduction=("none", "mean", "sum")):
            case("sparse_softmax_cross_entropy_with_logits",
                 tf.nn.sparse_softmax_cross_entropy_with_logits, name, "labels", choice)
            for target in ("probabilities", "oneHot"):
                case("softmax_cross_entropy_with_logits",
                     tf.nn.softmax_cross_entropy_with_logits, name, target, choice)
            if name not in ("masked label", "two classes"):
                for target in ("binary", "soft"):
                    case("sigmoid_cross_entropy_with_logits",
                         tf.nn.sigmoid_cross_entropy_with_logits, name, target, choice)
                    for weight in ("positiveWeights", 2.5):
                        case("weighted_cross_entropy_with_logits", tf.nn.weighted_cross_entropy_with_logits,
                             name, target, {"pos_weight": weight, **choice})
    case("sparse_softmax_cross_entropy_with_logits",
         tf.nn.sparse_softmax_cross_entropy_with_logits, NO_CLASS, "labels", {"reduction": "none"})
    for name in ("normal", "ties"):
        case("softmax_cross_entropy_with_logits",
             tf.nn.softmax_cross_entropy_with_logits, name, "unnormalised", {"reduction": "none"})

    functions = {"softmax": tf.nn.softmax, "log_softmax": tf.nn.log_softmax,
                 "reduce_logsumexp": lambda z: tf.reduce_logsumexp(z, 1)}
    for name, batch in INPUTS.items():
        for call, f in functions.items():
            for dtype in DTYPES:
                z = tf.constant(batch["logits"].astype(dtype))
                direction = tf.constant(batch["direction"].astype(dtype))
                with tf.GradientTape() as tape:
                    tape.watch(z)
                    value = f(z)
                direction = direction if value.shape.rank == 2 else direction[:, 0]
                gradient = tape.gradient(value, z, output_gradients=direction)
                record.add(call, name, "direction", {}, dtype, value.numpy(), gradient.numpy())
