"""JAX with optax's loss; steps are compiled as a whole."""

import numpy as np

from .inputs import cnn_parameters, factors, labels_for, normal, random


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

        def training(model, parameters, x, y, **momentum):
            optimizer = self.optax.sgd(0.01, **momentum)

            def step(state, x, y):
                parameters, memory = state
                gradients = jax.grad(lambda p: self.losses(model(p, x), y).mean())(parameters)
                updates, memory = optimizer.update(gradients, memory)
                return self.optax.apply_updates(parameters, updates), memory

            compiled = jax.jit(step, donate_argnums=0)
            parameters = [jnp.asarray(p) for p in parameters]
            states = [(parameters, optimizer.init(parameters))]
            x, y = jnp.asarray(x), jnp.asarray(y)

            def call():
                states[0] = jax.block_until_ready(compiled(states[0], x, y))

            return call

        if task == "cross-entropy":
            *shape, call = sizes
            if call > 2:
                return None
            loss = lambda z, y: self.losses(z, y).mean()
            f = loss if call == 2 else jax.value_and_grad(loss)
            return waiting(f, normal(*shape, scale=3), labels_for(*shape))
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
            pool = (1, 2, 2, 1)

            def model(p, x):
                for i in range(4):
                    kernel, scale, shift = p[3 * i : 3 * i + 3]
                    x = lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=names)
                    x = jax.nn.standardize(x, (0, 1, 2)) * scale + shift
                    x = jax.nn.relu(lax.reduce_window(x, -jnp.inf, lax.max, pool, pool, "VALID") if i < 3 else x)
                return x.max((1, 2)) @ p[12] + p[13]

            x, y = normal(rows, side, side, 3), labels_for(rows, 10)
            return training(model, cnn_parameters(), x, y, momentum=0.9, nesterov=True)
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
