"""The frameworks of Python as participants: `peers.py FAMILY` serves one of them.

One request a line of JSON on standard input, one answer a line on standard output; protocol.ts has the words, and
serve.ts is the same for JavaScript. Threads come from the environment (participants.ts).
"""

import base64
import ctypes
import gc
import json
import os
import sys
import time

import numpy as np

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
random = np.random.default_rng(1)


def normal(*shape, scale=1.0):
    return (scale * random.standard_normal(shape)).astype(np.float32)


def labels_for(rows, classes):
    return random.integers(0, classes, rows)


def factors(m, k, n, kind):
    """The two matrices of a product NN, NT (kind 1) or TN (kind 2), as they lie in memory."""
    return normal(k, m) if kind == 2 else normal(m, k), normal(n, k) if kind == 1 else normal(k, n)


class NumPy:
    """By hand, into arrays that are reused."""

    names = ["NumPy"]

    def versions(self):
        return {"numpy": np.__version__}

    def prepare(self, name, task, sizes):
        if task == "cross-entropy":
            rows, classes = sizes
            z, y = normal(rows, classes, scale=3), labels_for(rows, classes)
            gradient = np.empty_like(z)
            return lambda: self.cross_entropy(z, y, gradient)
        if task == "matmul":
            m, k, n, kind = sizes
            a, b = factors(*sizes)
            a, b = a.T if kind == 2 else a, b.T if kind == 1 else b
            out = np.empty((m, n), np.float32)
            return lambda: np.matmul(a, b, out=out)
        if task == "softmax-regression":
            rows, inputs, classes = sizes
            x, y = random.random((rows, inputs), np.float32), labels_for(rows, classes)
            w, b = np.zeros((inputs, classes), np.float32), np.zeros(classes, np.float32)
            z, dw = np.empty((rows, classes), np.float32), np.empty_like(w)
            rate = np.float32(0.1)

            def step():
                np.matmul(x, w, out=z)
                np.add(z, b, out=z)
                self.cross_entropy(z, y, z)
                np.matmul(x.T, z, out=dw)
                np.multiply(dw, rate, out=dw)
                np.subtract(w, dw, out=w)
                np.subtract(b, rate * z.sum(0), out=b)

            return step
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            x, w = normal(rows, inputs), normal(classes, inputs, scale=0.06)
            y = labels_for(rows, classes)

            def step():
                z = x @ w.T
                self.cross_entropy(z, y, z)
                return z @ w, z.T @ x

            return step
        return None

    @staticmethod
    def cross_entropy(z, y, out):
        rows = np.arange(len(y))
        peak = z.max(1, keepdims=True)
        picked = z[rows, y] - peak[:, 0]
        np.subtract(z, peak, out=out)
        np.exp(out, out=out)
        total = out.sum(1)
        loss = (np.log(total) - picked).mean()
        np.multiply(out, (1 / (total * np.float32(len(y))))[:, None], out=out)
        out[rows, y] -= np.float32(1 / len(y))
        return loss

    def probe(self, name, z, y):
        rows = np.arange(len(y))
        shifted = z - z.max(1, keepdims=True)
        e = np.exp(shifted)
        total = e.sum(1, keepdims=True)
        p = e / total
        log_p = shifted - np.log(total)
        gradient = p.copy()
        gradient[rows, y] -= np.float32(1)
        return p, log_p, -log_p[rows, y], gradient


class Torch:
    names = ["PyTorch", "PyTorch compile", "PyTorch chunked"]

    def __init__(self):
        import torch

        torch.set_num_threads(THREADS)
        self.torch = torch

    def versions(self):
        return {"torch": self.torch.__version__}

    def prepare(self, name, task, sizes):
        torch = self.torch
        F = torch.nn.functional
        compiled = (lambda f: torch.compile(f, dynamic=False)) if name == "PyTorch compile" else (lambda f: f)
        if name == "PyTorch chunked" and task != "linear-cross-entropy":
            return None

        def classes_of(rows, classes):
            return torch.from_numpy(labels_for(rows, classes))

        def parameter(*shape, scale=1.0):
            return torch.from_numpy(normal(*shape, scale=scale)).requires_grad_()

        if task == "cross-entropy":
            z, y = parameter(*sizes, scale=3), classes_of(*sizes)
            loss = compiled(F.cross_entropy)

            def step():
                z.grad = None
                loss(z, y).backward()

            return step
        if task == "matmul":
            if name != "PyTorch":
                return None
            m, k, n, kind = sizes
            a, b = map(torch.from_numpy, factors(*sizes))
            a, b = a.T if kind == 2 else a, b.T if kind == 1 else b
            out = torch.empty(m, n)
            return lambda: torch.mm(a, b, out=out)
        if task in ("softmax-regression", "cnn"):
            if task == "cnn":
                rows, side = sizes
                model = torch.nn.Sequential(
                    torch.nn.Conv2d(3, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                    torch.nn.Conv2d(32, 64, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                    torch.nn.Flatten(), torch.nn.Linear(side * side * 4, 10),
                )
                x, y = torch.from_numpy(normal(rows, 3, side, side)), classes_of(rows, 10)
            else:
                rows, inputs, classes = sizes
                model = torch.nn.Linear(inputs, classes)
                x, y = torch.rand(rows, inputs), classes_of(rows, classes)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
            loss = compiled(lambda x, y: F.cross_entropy(model(x), y))

            def step():
                optimizer.zero_grad()
                loss(x, y).backward()
                optimizer.step()

            return step
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            x, w = parameter(rows, inputs), parameter(classes, inputs, scale=0.06)
            y = classes_of(rows, classes)
            if name == "PyTorch chunked":
                options = torch.nn.LinearCrossEntropyOptions()
                loss = lambda x, w, y: F.linear_cross_entropy(x, w, y, options=options)
            else:
                loss = compiled(lambda x, w, y: F.cross_entropy(F.linear(x, w), y))

            def step():
                x.grad = w.grad = None
                loss(x, w, y).backward()

            return step
        return None

    def probe(self, name, z, y):
        torch = self.torch
        F = torch.nn.functional
        compiled = torch.compile if name == "PyTorch compile" else (lambda f: f)
        z, y = torch.from_numpy(z).requires_grad_(), torch.from_numpy(y).long()
        losses = compiled(lambda z, y: F.cross_entropy(z, y, reduction="none"))(z, y)
        losses.sum().backward()
        p = compiled(lambda z: F.softmax(z, 1))(z)
        log_p = compiled(lambda z: F.log_softmax(z, 1))(z)
        return [t.detach().numpy() for t in (p, log_p, losses, z.grad)]


class Jax:
    names = ["JAX"]

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


class TensorFlow:
    names = ["TensorFlow XLA"]

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

        def training(model, parameters, x, y):
            variables = [tf.Variable(p) for p in parameters]

            @tf.function(jit_compile=True)
            def step(x, y):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean(self.losses(y, model(variables, x)))
                for variable, gradient in zip(variables, tape.gradient(loss, variables)):
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
            z, y = tf.constant(normal(*sizes, scale=3)), labels(*sizes)
            f = with_gradients(lambda z: tf.reduce_mean(self.losses(y, z)))
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
            parameters = [
                normal(3, 3, 3, 32, scale=0.2), np.zeros(32, np.float32),
                normal(3, 3, 32, 64, scale=0.06), np.zeros(64, np.float32),
                normal(side * side * 4, 10, scale=0.02), np.zeros(10, np.float32),
            ]

            def block(x, kernel, bias):
                return tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + bias), 2, 2, "VALID")

            def model(p, x):
                x = block(block(x, p[0], p[1]), p[2], p[3])
                return tf.reshape(x, (rows, -1)) @ p[4] + p[5]

            return training(model, parameters, tf.constant(normal(rows, side, side, 3)), labels(rows, 10))
        if task == "linear-cross-entropy":
            rows, inputs, classes = sizes
            x, w = tf.constant(normal(rows, inputs)), tf.constant(normal(inputs, classes, scale=0.06))
            y = labels(rows, classes)
            f = with_gradients(lambda x, w: tf.reduce_mean(self.losses(y, x @ w)))
            return lambda: f(x, w)[0].numpy()
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


class Keras:
    """Its training loop, on JAX; only the small step, where the loop is what costs."""

    names = ["Keras"]

    def __init__(self):
        import keras

        self.keras = keras

    def versions(self):
        return {"keras": self.keras.__version__}

    def prepare(self, name, task, sizes):
        if task != "softmax-regression":
            return None
        keras = self.keras
        rows, inputs, classes = sizes
        x, y = random.random((rows, inputs), np.float32), labels_for(rows, classes)
        model = keras.Sequential([keras.layers.Input((inputs,)), keras.layers.Dense(classes)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(0.01), loss)
        return lambda: model.train_on_batch(x, y)


FAMILIES = {"numpy": NumPy, "torch": Torch, "jax": Jax, "tensorflow": TensorFlow, "keras": Keras}


def status(field):
    with open("/proc/self/status") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith(field + ":"))


def run(call, calls, memory):
    before = None
    if memory:
        try:
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
            before = status("VmRSS")
        except (OSError, AttributeError):
            pass  # not Linux
    started = time.perf_counter()
    for _ in range(calls):
        call()
    seconds = time.perf_counter() - started
    return {"seconds": seconds} if before is None else {"seconds": seconds, "memory": status("VmHWM") - before}


def probe(family, request):
    def decoded(field, dtype):
        return np.frombuffer(base64.b64decode(request[field]), dtype).copy()

    z = decoded("logits", np.float32).reshape(request["rows"], request["classes"])
    results = family.probe(request["participant"], z, decoded("labels", np.int32))
    names = ("softmax", "logSoftmax", "loss", "gradient")
    arrays = (np.ascontiguousarray(result, np.float32) for result in results)
    return {name: base64.b64encode(array.tobytes()).decode() for name, array in zip(names, arrays)}


def main():
    # Answers go where standard output went; what libraries print goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    family = FAMILIES[sys.argv[1]]()
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            op, name = request["op"], request.get("participant")
            if op == "versions":
                answer = {**family.versions(), "python": sys.version.split()[0]}
            elif op == "prepare":
                ready[name] = family.prepare(name, request["task"], request["sizes"])
                answer = {"supported": ready[name] is not None}
            elif op == "run":
                answer = run(ready[name], request["calls"], request.get("memory", False))
            elif op == "release":
                ready.pop(name, None)
                gc.collect()
                answer = {}
            else:
                answer = probe(family, request)
        except Exception as error:  # the other side reports it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


main()
