"""Word vectors by gensim.

The caller provides: indices [N] (class indices of a text), classes, dimensions, window, negatives, threshold, model,
objective, epochs, seed. One thread: then gensim gives the same vectors every time.
"""

import platform

import gensim
import numpy
from gensim.models import Word2Vec

# gensim cuts what is longer.
words = [str(index) for index in indices]
sentences = [words[start : start + 10_000] for start in range(0, len(words), 10_000)]
hierarchical = objective == "hierarchical-softmax"
trained = Word2Vec(
    sentences,
    vector_size=dimensions,
    window=window,
    min_count=1,
    sample=threshold,
    sg=int(model == "skip-gram"),
    hs=int(hierarchical),
    negative=0 if hierarchical else negatives,
    epochs=epochs,
    seed=seed,
    workers=1,
)

{
    "vectors": numpy.stack([trained.wv[str(index)] for index in range(classes)]),
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "gensim": gensim.__version__},
}
