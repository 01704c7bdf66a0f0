"""gensim: its threads share a model; two models at once have a thread each where there are two."""

from concurrent.futures import ThreadPoolExecutor

import gensim
import numpy as np
from gensim.models import Word2Vec

from .inputs import THREADS, random


class Family:
    def versions(self):
        return {"gensim": gensim.__version__}

    def prepare(self, name, task, sizes):
        if task != "word-vectors":
            return None
        kind, count = sizes
        # Zipf's law: word k with a probability of about 1/k.
        words = [str(k) for k in np.exp(random.random(count) * np.log(14_000)).astype(int) - 1]
        sentences = [words[start : start + 10_000] for start in range(0, count, 10_000)]
        both = kind == 3
        workers = max(1, THREADS // 2) if both else THREADS
        sampling, tree, cbow = {"sg": 1, "negative": 5}, {"sg": 1, "hs": 1, "negative": 0}, {"sg": 0, "negative": 5}
        models = []
        for options in [[sampling], [tree], [cbow], [sampling, tree]][kind]:
            model = Word2Vec(vector_size=100, window=5, min_count=1, workers=workers, **options)
            model.build_vocab(sentences)
            models.append(model)

        def train(model):
            model.train(sentences, total_examples=len(sentences), epochs=1)

        def call():
            if both and THREADS > 1:
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(train, models))
            else:
                for model in models:
                    train(model)

        return call
