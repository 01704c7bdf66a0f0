"""Recommenders by implicit.

The caller provides: row_starts [U + 1] and columns [N] (the history of each user, CSR), items, model ("als" or "bpr"),
options (of the model), seed. One thread: then implicit gives the same vectors every time.
"""

import platform

import implicit
import numpy
import scipy.sparse
import threadpoolctl
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking

history = scipy.sparse.csr_matrix(
    (numpy.ones(len(columns), dtype=numpy.float32), numpy.asarray(columns, dtype=numpy.int32), numpy.asarray(row_starts, dtype=numpy.int32)),
    shape=(len(row_starts) - 1, int(items)),
)
history.sort_indices()
kinds = {"als": AlternatingLeastSquares, "bpr": BayesianPersonalizedRanking}
counts = {name: int(value) if name in ("factors", "iterations") else value for name, value in options.items()}
with threadpoolctl.threadpool_limits(1):
    trained = kinds[model](**counts, random_state=int(seed), num_threads=1)
    trained.fit(history, show_progress=False)

{
    "users": numpy.asarray(trained.user_factors, dtype=numpy.float64),
    "items": numpy.asarray(trained.item_factors, dtype=numpy.float64),
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "implicit": implicit.__version__,
    },
}
