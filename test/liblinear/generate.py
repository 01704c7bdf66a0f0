"""Writes crammer-singer.json: what scikit-learn's LinearSVC (LIBLINEAR) finds for the iris data; for liblinear.test.ts.

    python -m venv .venv-liblinear && .venv-liblinear/bin/pip install scikit-learn==1.9.1
    .venv-liblinear/bin/python test/liblinear/generate.py

The features are those of data/iris/iris.csv with a column of ones, whose weight is penalised like the others: so LIBLINEAR
treats its intercept. Its tolerance is far below the default, which leaves the objective off by up to some per cent.
Beside it hinge_loss of scikit-learn, for the same scores.
"""

import csv
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import hinge_loss
from sklearn.svm import LinearSVC

here = pathlib.Path(__file__).parent
TOLERANCE, MOST_ITERATIONS = 1e-8, 10_000_000

with open(here / "../../data/iris/iris.csv", encoding="utf-8") as file:
    _, *rows = csv.reader(file)
names = list(dict.fromkeys(row[4] for row in rows))
x = np.array([[*map(float, row[:4]), 1] for row in rows])
y = np.array([names.index(row[4]) for row in rows])


def objective(w, c):
    """LIBLINEAR's: half the squared norm of the weights and C times the sum of the losses."""
    z = x @ w.T
    own = z[np.arange(len(y)), y]
    z[np.arange(len(y)), y] = -np.inf
    return 0.5 * (w**2).sum() + c * np.maximum(0, 1 + z.max(1) - own).sum()


cases = []
for c in (0.01, 0.1, 1):
    model = LinearSVC(
        multi_class="crammer_singer", C=c, fit_intercept=False, tol=TOLERANCE, max_iter=MOST_ITERATIONS, random_state=0
    ).fit(x, y)
    cases.append({
        "C": c,
        "coefficients": model.coef_.tolist(),
        "objective": objective(model.coef_, c),
        "hinge_loss": float(hinge_loss(y, model.decision_function(x))),
        "accuracy": float(model.score(x, y)),
    })

result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "parameters": {"multi_class": "crammer_singer", "fit_intercept": False, "tol": TOLERANCE, "max_iter": MOST_ITERATIONS,
                   "random_state": 0},
    "cases": cases,
}
(here / "crammer-singer.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
