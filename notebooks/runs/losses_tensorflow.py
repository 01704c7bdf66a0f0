"""The softmax loss three times: TensorFlow's own, Keras's on a softmax's output, Keras's on bare probabilities.

It needs nothing from its caller.
"""

import os
import platform

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

logits = tf.constant([[50.0, 0.0, 0.0], [50.0, 0.0, 0.0], [0.5, 1.5, 2.0], [2.0, 0.5, -1.0]])
labels = tf.constant([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])

with tf.GradientTape() as tape:
    tape.watch([logits, labels])
    loss = tf.nn.softmax_cross_entropy_with_logits(labels, logits)
for_logits, for_labels = tape.gradient(loss, [logits, labels])

probabilities = keras.activations.softmax(logits)
bare = tf.constant(probabilities.numpy())

{
    "logits": logits.numpy().tolist(),
    "labels": labels.numpy().tolist(),
    "loss": loss.numpy().tolist(),
    "forLogits": for_logits.numpy().tolist(),
    "forLabels": for_labels.numpy().tolist(),
    "kerasOnSoftmax": keras.losses.categorical_crossentropy(labels, probabilities).numpy().tolist(),
    "kerasOnProbabilities": keras.losses.categorical_crossentropy(labels, bare).numpy().tolist(),
    "versions": {
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
    },
}
