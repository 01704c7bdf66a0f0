"""What careless calls give in PyTorch, TensorFlow, Keras (on TensorFlow) and optax, JAX's losses.

It needs nothing from its caller. What a call gives is a list of numbers, or the name of an exception; None where the
framework has no such call.
"""

import os
import platform
from importlib.metadata import version

os.environ.update(KERAS_BACKEND="tensorflow", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3")

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import tensorflow as tf
import torch
from torch.nn.functional import cross_entropy, nll_loss

Sparse = keras.losses.SparseCategoricalCrossentropy
Categorical = keras.losses.CategoricalCrossentropy
inf = float("inf")

two = np.array([[2, 1, 0], [0, 3, 1]], np.float32)  # logits of two rows
labels = np.array([0, 1])
one, first = two[:1], labels[:1]
certain = np.eye(1, 10, dtype=np.float32)  # a softmax's answer of ten classes, certain and right
cube = np.array([[[3, 0, 1], [0, 1, 2], [2, 1, 0]]], np.float32)  # which axis has the classes?
masked = np.array([[2, 1, -inf]], np.float32)
onehot = np.eye(1, 3, dtype=np.float32)
right = np.array([[20, 0, 0]], np.float32)
half = np.array([[20, 0, 0]], np.float16)
wrong = np.array([[0, 8000, 0]] * 16, np.float16)  # sixteen rows that cost 8,000 each
zeros = np.zeros(16, int)


def pytorch(z, y, **options):
    return lambda: cross_entropy(torch.from_numpy(z), torch.from_numpy(np.asarray(y)), **options)


def tensorflow(z, y):
    return lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(y, z)


def keras_loss(loss, z, y, **options):
    return lambda: loss(y, z, **options)


def of_jax(z, y):
    return lambda: optax.softmax_cross_entropy_with_integer_labels(jnp.asarray(z), jnp.asarray(y))


def alike(z, y):
    """The call that a user types first, with labels as they are."""
    return pytorch(z, y), tensorflow(z, y), keras_loss(Sparse(from_logits=True), z, y), of_jax(z, y)


def soft(z, y):
    return (
        pytorch(z, y),
        lambda: tf.nn.softmax_cross_entropy_with_logits(y, z),
        keras_loss(Categorical(from_logits=True), z, y),
        lambda: optax.softmax_cross_entropy(jnp.asarray(z), jnp.asarray(y)),
    )


CALLS = {
    "two rows, default reduction": alike(two, labels),
    "the same, weights 1 and 0": (
        pytorch(two, labels, weight=torch.tensor([1.0, 0.0, 1.0])),
        None,
        keras_loss(Sparse(from_logits=True), two, labels, sample_weight=np.array([1.0, 0.0])),
        None,
    ),
    "logits where log p or p is meant": (
        lambda: nll_loss(torch.from_numpy(one), torch.from_numpy(first)),
        None,
        keras_loss(Sparse(), one, first),
        None,
    ),
    "softmax twice, certain and right": alike(certain, first),
    "labels 0.0 and 1.0": alike(two, labels.astype(np.float32)),
    "labels 0.0 and 1.7": alike(two, np.array([0, 1.7], np.float32)),
    "labels of int32": alike(two, labels.astype(np.int32)),
    "logits [1, 3, 3], labels [1, 3]": alike(cube, np.array([[0, 1, 2]])),
    "label 3 of three classes": alike(two, np.array([0, 3])),
    "label −1": alike(two, np.array([0, -1])),
    "label −100": alike(two, np.array([0, -100])),
    "all rows ignored": (
        pytorch(two, [-100, -100]),
        None,
        keras_loss(Sparse(from_logits=True, ignore_class=-1), two, np.array([-1, -1])),
        None,
    ),
    "smoothing 0.1": (
        pytorch(one, first, label_smoothing=0.1),
        None,
        keras_loss(Categorical(from_logits=True, label_smoothing=0.1), one, onehot),
        lambda: optax.softmax_cross_entropy(jnp.asarray(one), optax.smooth_labels(jnp.asarray(onehot), 0.1)),
    ),
    "class at −∞ that the target gives 0": soft(masked, onehot),
    "row of −∞": alike(np.full((1, 3), -inf, np.float32), first),
    "right by 20, float32": alike(right, first),
    "wrong by 20, float16, log of softmax": (
        lambda: -torch.log(torch.softmax(torch.from_numpy(half), 1))[0, 1],
        lambda: -tf.math.log(tf.nn.softmax(half))[0, 1],
        lambda: -keras.ops.log(keras.ops.softmax(half))[0, 1],
        lambda: -jnp.log(jax.nn.softmax(jnp.asarray(half)))[0, 1],
    ),
    "mean of sixteen losses of 8,000, float16": (
        pytorch(wrong, zeros),
        lambda: tf.reduce_mean(tensorflow(wrong, zeros)()),
        keras_loss(Sparse(from_logits=True, dtype="float16"), wrong, zeros),
        lambda: of_jax(wrong, zeros)().mean(),
    ),
}


def outcome(call):
    if call is None:
        return None
    try:
        return np.asarray(call(), dtype=np.float64).ravel().tolist()
    except Exception as error:
        return type(error).__name__


{
    "frameworks": ["PyTorch", "TensorFlow", "Keras", "optax"],
    "outcomes": {name: [outcome(call) for call in calls] for name, calls in CALLS.items()},
    "versions": {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "jax": version("jax"),
        "optax": optax.__version__,
    },
}
