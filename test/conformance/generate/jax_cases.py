"""JAX: jax.nn's functions, and losses as JAX programs write them out over these; gradients by jax.grad."""

import jax
import jax.numpy as jnp

from .cases import DTYPES, options
from .inputs import NO_CLASS, INPUTS

VERSIONS = {"jax": jax.__version__}
REDUCE = {"mean": jnp.mean, "sum": jnp.sum, "none": lambda x: x}


def evaluate(f, z, direction=None):
    """The value of f, and the gradient of its sum (or of its product with a direction)."""
    value, back = jax.vjp(f, z)
    return value, back(jnp.ones_like(value) if direction is None else direction)[0]


def with_z_loss(z, labels, z_loss, reduction):
    """Cross-entropy and coefficient * log(normalizer)^2, as T5X's cross_entropy_with_logits has it."""
    log_z = jax.nn.logsumexp(z, axis=1)
    log_p = z - log_z[:, None]
    losses = -jnp.take_along_axis(log_p, labels[:, None], 1)[:, 0]
    return REDUCE[reduction](losses + z_loss * log_z**2)


def capped(z, labels, cap, reduction):
    """Gemma's soft cap of the logits before the loss."""
    log_p = jax.nn.log_softmax(jnp.tanh(z / cap) * cap)
    return REDUCE[reduction](-jnp.take_along_axis(log_p, labels[:, None], 1)[:, 0])


def generate(record):
    for name, batch in INPUTS.items():
        labels = jnp.asarray(batch["labels"])
        for dtype in DTYPES:
            z = jnp.asarray(batch["logits"].astype(dtype))
            direction = jnp.asarray(batch["direction"].astype(dtype))
            some = direction > -0.75
            functions = {
                "softmax": (jax.nn.softmax, {}),
                "log_softmax": (jax.nn.log_softmax, {}),
                "logsumexp": (lambda z: jax.nn.logsumexp(z, axis=1), {}),
                "sigmoid": (jax.nn.sigmoid, {}),
                "log_sigmoid": (jax.nn.log_sigmoid, {}),
                "softplus": (jax.nn.softplus, {}),
            }
            if bool(some.any(1).all()) and name != "masked":
                functions["softmax where"] = (lambda z: jax.nn.softmax(z, where=some), {"where": "direction > -0.75"})
                functions["logsumexp where"] = (
                    lambda z: jax.nn.logsumexp(z, axis=1, where=some), {"where": "direction > -0.75"})
            for call, (f, choice) in functions.items():
                wanted = direction if not call.startswith("logsumexp") else direction[:, 0]
                record.add(call.removesuffix(" where"), name, "direction", choice, dtype, *evaluate(f, z, wanted))
            if name == NO_CLASS:
                continue
            for choice in options(z_loss=(1e-4, 0.5), reduction=("mean", "sum", "none")):
                record.add("cross entropy with z-loss", name, "labels", choice, dtype,
                           *evaluate(lambda z: with_z_loss(z, labels, **choice), z))
            for choice in options(cap=(10.0, 2.0), reduction=("mean", "none")):
                record.add("cross entropy with soft cap", name, "labels", choice, dtype,
                           *evaluate(lambda z: capped(z, labels, **choice), z))
