"""JAX with optax's loss; steps are compiled as a whole."""

import numpy as np

from .inputs import factors, labels_for, normal, random


class Family:
    def __init__(self):
        import jax
        import optax

        self.jax, self.optax = jax, optax

    def versions(self):
        return {"jax": self.jax.__version__, "optax": self.optax.__version__}

    def losses(self, z, y):
        return self.optax.softmax_cross_entropy_with_integer_labels(z, y)

    def prepare(self, name, task, sizes):
        jax = self.jax
        jnp = jax.numpy

        def waiting(f, *args):
            args = [jnp.asarray(arg) for arg in args]
            compiled = jax.jit(f)
            return lambda: jax.block_until_ready(compiled(*args))

        def training(model, parameters, x, y):
            def step(parameters, x, y):
                gradients = jax.grad(lambda p: self.losses(model(p, x), y).mean())(parameters)
                return [p - 0.01 * g for p, g in zip(parameters, gradients)]

            compiled = jax.jit(step, donate_argnums=0)
            state = {"p": [jnp.asarray(p) for p in parameters]}
            x, y = jnp.asarray(x), jnp.asarray(y)

            def call():
                state["p"] = jax.block_until_ready(compiled(state["p"], x, y))

            return call

        if task == "cross-entropy":
            value_and_grad = jax.value_and_grad(lambda z, y: self.losses(z, y).mean())
            return waiting(value_and_grad, normal(*sizes, scale=3), labels_for(*sizes))
        if task == "matmul":
            kind = sizes[3]
            return waiting(
                lambda a, b: (a.T if kind == 2 else a) @ (b.T if kind == 1 else b), *factors(*sizes)
            )
        if task == "softmax-regression":
            rows, inputs, classes = sizes
            parameters = [np.zeros((inputs, classes), np.float32), np.zeros(classes, np.float32)]
            x = random.random((rows, inputs), np.float32)
            return training(lambda p, x: x @ p[0] + p[1], parameters, x, labels_for(rows, classes))
        if task == "cnn":
            rows, side = sizes
            lax = jax.lax
            names = ("NHWC", "HWIO", "NHWC")
            parameters = [
                normal(3, 3, 3, 32, scale=0.2), np.zeros(32, np.float32),
                normal(3, 3, 32, 64, scale=0.06), np.zeros(64, np.float32),
                normal(side * side * 4, 10, scale=0.02), np.zeros(10, np.float32),
            ]

            def block(x, kernel, bias):
                x = lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=names) + bias
                pool = (1, 2, 2, 1)
                return lax.reduce_window(jax.nn.relu(x), -jnp.inf, lax.max, pool, pool, "VALID")

            def model(p, x):
                x = block(block(x, p[0], p[1]), p[2], p[3])
                return x.reshape(rows, -1) @ p[4] + p[5]

            return training(model, parameters, normal(rows, side, side, 3), labels_for(rows, 10))
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            value_and_grad = jax.value_and_grad(lambda x, w, y: self.losses(x @ w, y).mean(), (0, 1))
            x, w = normal(rows, inputs), normal(inputs, classes, scale=0.06)
            return waiting(value_and_grad, x, w, labels_for(rows, classes))
        return None

    def probe(self, name, z, y):
        jax = self.jax
        losses = jax.jit(self.losses)
        gradient = jax.jit(jax.grad(lambda z, y: self.losses(z, y).sum()))
        p, log_p = jax.jit(jax.nn.softmax)(z), jax.jit(jax.nn.log_softmax)(z)
        return p, log_p, losses(z, y), gradient(z, y)
