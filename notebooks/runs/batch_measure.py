"""Put behind a program that has `loss_and_gradient`: what it gives for a batch, and how much of the
processor's time it takes for a large one (which, other than the clock's, does not depend on who else computes).

The caller provides: logits [N, K], labels [N], large_logits, large_labels, packages (their names).
"""

import platform
import statistics
import time
from importlib import import_module

import numpy


def milliseconds(calls):
    start = time.process_time()
    for _ in range(calls):
        loss_and_gradient(large_logits, large_labels)
    return 1000 * (time.process_time() - start) / calls


milliseconds(20)  # what is compiled at the first calls does not count
calls = max(3, round(100 / milliseconds(20)))
losses, gradient = loss_and_gradient(logits, labels)

{
    "losses": numpy.array(losses),
    "gradient": numpy.array(gradient),
    "milliseconds": statistics.median(milliseconds(calls) for _ in range(9)),
    "versions": {"python": platform.python_version(), **{name: import_module(name).__version__ for name in packages}},
}
