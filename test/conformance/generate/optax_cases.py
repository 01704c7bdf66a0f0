"""optax: its losses are one a row (or a logit); gradients by jax.grad."""

import jax.numpy as jnp
import optax

from .cases import DTYPES, options, resolve
from .inputs import INPUTS, NO_CLASS, USUAL
from .jax_cases import REDUCE, VERSIONS as JAX, evaluate

VERSIONS = {"optax": optax.__version__, **JAX}
ELEMENTWISE = ("normal", "scale 10", "scale 1e4", "ties", "one class", "two classes")


def generate(record):
    def case(call, f, name, target, choice):
        batch = INPUTS[name]
        for dtype in DTYPES:
            y = batch[target]
            y = jnp.asarray(y) if isinstance(y, list) else jnp.asarray(y.astype(dtype))
            found = resolve(batch, choice, dtype)
            reduce = REDUCE[found.pop("reduction")]
            smoothing = found.pop("smooth_labels", None)
            y = y if smoothing is None else optax.smooth_labels(y, smoothing)
            where = found.pop("where", None)  # the rows that count, as masked means of JAX programs have it
            z = jnp.asarray(batch["logits"].astype(dtype))

            def loss(z):
                losses = f(z, y)
                if where is None:
                    return reduce(losses)
                counts = jnp.asarray(where > 0)
                return jnp.mean(losses, where=counts) if choice["reduction"] == "mean" else reduce(losses * counts)

            record.add(call, name, target, choice, dtype, *evaluate(loss, z))

    reductions = ("mean", "sum", "none")
    for name in USUAL:
        for choice in options(where=(None, "rowWeightsWithZero"), reduction=reductions):
            case("softmax_cross_entropy_with_integer_labels",
                 optax.softmax_cross_entropy_with_integer_labels, name, "labels", choice)
        for choice in options(smooth_labels=(None, 0.1), reduction=reductions):
            for target in ("oneHot", "probabilities"):
                case("softmax_cross_entropy", optax.softmax_cross_entropy, name, target, choice)
        for choice in options(epsilon=(-0.5, 2.0), reduction=reductions):
            f = lambda z, y, e=choice["epsilon"]: optax.losses.poly_loss_cross_entropy(z, y, epsilon=e)
            case("poly_loss_cross_entropy", f, name, "oneHot", choice)
        for choice in options(reduction=reductions):
            case("safe_softmax_cross_entropy", optax.safe_softmax_cross_entropy, name, "probabilities", choice)
    for name in USUAL:
        for choice in options(reduction=reductions):
            # Its one-hot rows are float64, whatever the scores.
            case("multiclass_hinge_loss", lambda z, y: optax.losses.multiclass_hinge_loss(z, y).astype(z.dtype),
                 name, "labels", choice)
    case("softmax_cross_entropy", optax.softmax_cross_entropy, "normal", "unnormalised", {"reduction": "none"})
    case("safe_softmax_cross_entropy", optax.safe_softmax_cross_entropy, NO_CLASS, "oneHot", {"reduction": "none"})
    # An ignored row has no spelling of its own: -100 is a label like others, and out of range.
    case("softmax_cross_entropy_with_integer_labels",
         optax.softmax_cross_entropy_with_integer_labels, "normal", "someIgnored", {"reduction": "none"})

    for name in ELEMENTWISE:
        for choice in options(gamma=(0.0, 2.0), alpha=(None, 0.25), reduction=reductions):
            given = {key: value for key, value in choice.items() if key != "reduction"}
            f = lambda z, y, given=given: optax.sigmoid_focal_loss(z, y, **given)
            case("sigmoid_focal_loss", f, name, "binary", choice)
        for choice in options(reduction=reductions):
            for target in ("binary", "soft"):
                case("sigmoid_binary_cross_entropy", optax.sigmoid_binary_cross_entropy, name, target, choice)
            case("squared_error", optax.squared_error, name, "soft", choice)
            case("l2_loss", optax.l2_loss, name, "soft", choice)
            case("hinge_loss", lambda z, y: optax.hinge_loss(z, 2 * y - 1), name, "binary", choice)
