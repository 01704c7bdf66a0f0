"""Trees that rank, by LightGBM.

The caller provides: features [N, D] of documents, those of a query one after another, relevance [N] (0 to 4), sizes [Q]
of the queries, folds [S, Q] (in which fold a query lies, in each of S splits), objectives, parameters, rounds. Each fold is
scored by trees that were trained on the other ones. One thread: then LightGBM gives the same trees every time.
"""

import platform

import lightgbm
import numpy

x = numpy.asarray(features, dtype=numpy.float64)
labels = numpy.asarray(relevance, dtype=numpy.int64)
sizes = numpy.asarray(sizes, dtype=numpy.int64)
settings = {**parameters, "deterministic": True, "num_threads": 1, "seed": 1, "verbose": -1}


def scores(objective, fold_of_query):
    fold = numpy.repeat(fold_of_query, sizes)
    predicted = numpy.zeros(len(x))
    for held_out in numpy.unique(fold_of_query):
        training = fold != held_out
        data = lightgbm.Dataset(x[training], labels[training], group=sizes[fold_of_query != held_out])
        trees = lightgbm.train({**settings, "objective": objective}, data, rounds)
        predicted[fold == held_out] = trees.predict(x[fold == held_out])
    return predicted


{
    "scores": numpy.array([[scores(objective, numpy.asarray(split)) for split in folds] for objective in objectives]),
    "versions": {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "lightgbm": lightgbm.__version__,
    },
}
