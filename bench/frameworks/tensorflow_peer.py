"""TensorFlow, compiled by XLA."""

import numpy as np

from .inputs import THREADS, cnn_parameters, factors, labels_for, normal, random, zipf_labels


class Family:
    def __init__(self):
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(THREADS)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        self.tf = tf
        self.losses = lambda y, z: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)

    def versions(self):
        return {"tensorflow": self.tf.__version__}

    def prepare(self, name, task, sizes):
        tf = self.tf
        compiled = tf.function(jit_compile=True)

        def labels(rows, classes):
            return tf.constant(labels_for(rows, classes))

        def training(model, parameters, x, y, momentum=0):
            variables = [tf.Variable(p) for p in parameters]
            velocities = [tf.Variable(tf.zeros_like(p)) for p in parameters if momentum]

            @tf.function(jit_compile=True)
            def step(x, y):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean(self.losses(y, model(variables, x)))
                gradients = tape.gradient(loss, variables)
                if momentum:  # Nesterov's
                    for velocity, gradient in zip(velocities, gradients):
                        velocity.assign(momentum * velocity + gradient)
                    gradients = [g + momentum * v for g, v in zip(gradients, velocities)]
                for variable, gradient in zip(variables, gradients):
                    variable.assign_sub(0.01 * gradient)
                return loss

            return lambda: step(x, y).numpy()

        def with_gradients(loss):
            def f(*args):
                with tf.GradientTape() as tape:
                    tape.watch(args)
                    value = loss(*args)
                return value, tape.gradient(value, args)

            return tf.function(f, jit_compile=True)

        if task == "cross-entropy":
            *shape, call = sizes
            if call > 2:
                return None
            z, y = tf.constant(normal(*shape, scale=3)), labels(*shape)
            loss = lambda z: tf.reduce_mean(self.losses(y, z))
            if call == 2:
                value = tf.function(loss, jit_compile=True)
                return lambda: value(z).numpy()
            f = with_gradients(loss)
            return lambda: f(z)[0].numpy()
        if task == "matmul":
            kind = sizes[3]
            a, b = map(tf.constant, factors(*sizes))
            f = tf.function(
                lambda a, b: tf.matmul(a, b, transpose_a=kind == 2, transpose_b=kind == 1), jit_compile=True
            )
            return lambda: f(a, b)  # done when it returns
        if task == "softmax-regression":
            rows, inputs, classes = sizes
            parameters = [np.zeros((inputs, classes), np.float32), np.zeros(classes, np.float32)]
            x = tf.constant(random.random((rows, inputs), np.float32))
            return training(lambda p, x: x @ p[0] + p[1], parameters, x, labels(rows, classes))
        if task == "cnn":
            rows, side = sizes

            def model(p, x):
                for i in range(4):
                    kernel, scale, shift = p[3 * i : 3 * i + 3]
                    x = tf.nn.conv2d(x, kernel, 1, "SAME")
                    x = tf.nn.batch_normalization(x, *tf.nn.moments(x, (0, 1, 2)), shift, scale, 1e-5)
                    x = tf.nn.relu(tf.nn.max_pool2d(x, 2, 2, "VALID") if i < 3 else x)
                return tf.reduce_max(x, (1, 2)) @ p[12] + p[13]

            x = tf.constant(normal(rows, side, side, 3))
            return training(model, cnn_parameters(), x, labels(rows, 10), momentum=0.9)
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            x, w = tf.constant(normal(rows, inputs)), tf.constant(normal(inputs, classes, scale=0.06))
            y = labels(rows, classes)
            f = with_gradients(lambda x, w: tf.reduce_mean(self.losses(y, x @ w)))
            return lambda: f(x, w)[0].numpy()
        if task == "large-vocabulary":
            rows, inputs, classes, kind = sizes
            if kind > 2:
                return None
            x, y = tf.constant(normal(rows, inputs)), tf.constant(zipf_labels(rows, classes))
            w, b = tf.Variable(normal(classes, inputs, scale=0.06)), tf.Variable(tf.zeros([classes]))

            def loss(x):
                if kind == 0:
                    return self.losses(y, tf.matmul(x, w, transpose_b=True) + b)
                sampled = tf.nn.sampled_softmax_loss if kind == 1 else tf.nn.nce_loss
                return sampled(w, b, y[:, None], x, num_sampled=200, num_classes=classes)

            def step():
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    value = tf.reduce_mean(loss(x))
                gradients = tape.gradient(value, (w, b, x))
                for variable, g in zip((w, b), gradients):
                    if isinstance(g, tf.IndexedSlices):  # of the rows that were touched
                        variable.scatter_sub(tf.IndexedSlices(0.1 * g.values, g.indices))
                    else:
                        variable.assign_sub(0.1 * g)
                return value, gradients[2]

            f = tf.function(step, jit_compile=kind == 0)
            return lambda: f()[0].numpy()
        return None

    def probe(self, name, z, y):
        tf = self.tf

        @tf.function(jit_compile=True)
        def f(z, y):
            with tf.GradientTape() as tape:
                tape.watch(z)
                losses = self.losses(y, z)
                total = tf.reduce_sum(losses)
            return tf.nn.softmax(z), tf.nn.log_softmax(z), losses, tape.gradient(total, z)

        return [t.numpy() for t in f(tf.constant(z), tf.constant(y))]
