"""The same classifier in Keras on TensorFlow. It returns logits; the loss applies the softmax.

The caller provides: images [steps·batch_size, 784] in the order of the batches, labels, test_images, test_labels,
weights (a PyTorch state dict: Keras stores the transposed matrix), batch_size, lr.
"""

import os
import platform

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

model = keras.Sequential([
    keras.Input((784,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10),
])
model.set_weights([array.T for array in weights.values()])
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=lr),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)


class BatchLosses(keras.callbacks.Callback):
    """Keras reports the mean over the epoch so far; forgetting it after each batch leaves the batch's own loss."""

    losses = []

    def on_train_batch_end(self, batch, logs):
        self.losses.append(logs["loss"])
        self.model.reset_metrics()


model.fit(images, labels, batch_size=batch_size, shuffle=False, verbose=0, callbacks=[BatchLosses()])

predictions = model.predict(test_images, batch_size=1000, verbose=0).argmax(axis=1)
trained = [array.T for array in model.get_weights()]

{
    "losses": BatchLosses.losses,
    "accuracy": float((predictions == test_labels).mean()),
    "weights": dict(zip(weights, trained)),
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
    },
}
