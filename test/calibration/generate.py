"""Writes vectors.json: what scikit-learn, SciPy, relplot and the formulas give for random forecasts; for calibration.test.ts.

    python -m venv .venv-calibration
    .venv-calibration/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 relplot==1.0.3
    .venv-calibration/bin/python test/calibration/generate.py

Numbers of a matrix are digits of base 36, rows are separated by spaces; a row of probabilities is its digits over their
sum, a logit (digit − 18)/4. A case is a list: its arguments, then results.
"""

import json
import pathlib
from fractions import Fraction
from importlib.metadata import version

import numpy as np
import relplot
from scipy.optimize import brentq, minimize
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest, norm
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

random = np.random.default_rng(16)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def text(matrix):
    return " ".join("".join(DIGITS[v] for v in row) for row in matrix)


def rounded(values):
    return [float(f"{value:.16g}") for value in values]


def forecasts(most_rows=40):
    """Rows of digits (some wholly certain, many with ties) and labels that follow them more or less."""
    shape = random.integers(1, most_rows), random.integers(2, 6)
    digits = random.integers(0, random.integers(2, 36), shape)
    digits[random.random(shape) < random.choice([0, 0.3, 0.7])] = 0
    empty = digits.sum(axis=1) == 0
    digits[empty, random.integers(0, shape[1], empty.sum())] = 1
    p = digits / digits.sum(axis=1, keepdims=True)
    sharpness = random.choice([0.3, 1, 3])
    q = (p + 0.02) ** sharpness
    labels = [random.choice(shape[1], p=row / row.sum()) for row in q]
    return digits, p, np.array(labels)


def edges(values, bins, binning):
    if binning == "width":
        return [(m + 1) / bins for m in range(bins)]
    ordered = sorted(values)
    inner = {ordered[-(-Fraction(m * len(ordered), bins) // 1) - 1] for m in range(1, bins)}
    return sorted(edge for edge in inner if edge < 1 and edge < ordered[-1]) + [1]


def binned(values, outcomes, bins, binning):
    """Rows, mean value, mean outcome and members of the bins that hold rows."""
    upper = np.array(edges(values, bins, binning))
    of = np.array([int(np.argmax(value <= upper)) for value in values])
    return [(np.sum(of == m), values[of == m].mean(), outcomes[of == m].mean(), of == m) for m in np.unique(of)]


def gap(values, outcomes, bins, binning):
    return sum(n * abs(o - v) for n, v, o, _ in binned(values, outcomes, bins, binning)) / len(values)


def top(p, labels):
    predicted = p.argmax(axis=1)
    return p.max(axis=1), (predicted == labels).astype(float)


def errors(count):
    for _ in range(count):
        digits, p, labels = forecasts()
        bins, binning = int(random.integers(1, 21)), str(random.choice(["width", "mass"]))
        values, outcomes = top(p, labels)
        parts = binned(values, outcomes, bins, binning)
        # scikit-learn's edges are sums of 1/bins, which rounding moves off a value that is an edge.
        if binning == "width" and np.abs(values * bins - np.round(values * bins)).min() > 1e-9:
            shares, means = calibration_curve(outcomes, values, n_bins=bins)
            assert np.allclose(shares, [o for _, _, o, _ in parts]) and np.allclose(means, [v for _, v, _, _ in parts])
        classwise = np.mean([gap(p[:, k], (labels == k).astype(float), bins, binning) for k in range(p.shape[1])])
        results = [gap(values, outcomes, bins, binning), max(abs(o - v) for _, v, o, _ in parts), classwise]
        yield [text(digits), text([labels]), bins, binning, *rounded(results)]


def brier(count):
    for _ in range(count):
        digits, p, labels = forecasts()
        bins, binning = int(random.integers(1, 21)), str(random.choice(["width", "mass"]))
        totals = np.zeros(5)
        for k in range(p.shape[1]):
            f, y = p[:, k], (labels == k).astype(float)
            for n, mean, share, members in binned(f, y, bins, binning):
                weight = n / len(f)
                variance = np.var(f[members])
                covariance = np.mean(f[members] * y[members]) - mean * share
                totals += weight * np.array([(mean - share) ** 2, (share - y.mean()) ** 2, 0, variance, 2 * covariance])
            totals[2] += y.mean() * (1 - y.mean())
        score = brier_score_loss(labels, p, labels=range(p.shape[1]), scale_by_half=False)
        reliability, resolution, uncertainty, variance, covariance = totals
        assert np.isclose(score, reliability - resolution + uncertainty + variance - covariance)
        yield [text(digits), text([labels]), bins, binning, *rounded([score, *totals])]


def smoothed(f, y, sigma, points=2000):
    """∫ |mean of (y − f) K(f, t)| dt, the kernel by its images instead of its cosine series."""
    t = (np.arange(points) + 0.5)[:, None] / points
    images = np.arange(-5, 6) * 2
    kernel = sum(norm.pdf((t - f + i) / sigma) + norm.pdf((t + f + i) / sigma) for i in images) / sigma
    return np.mean(np.abs(kernel @ (y - f) / len(f)))


def smooth(count):
    for _ in range(count):
        digits, p, labels = forecasts()
        f, y = top(p, labels)
        if smoothed(f, y, 0.002) < 0.002:  # the bandwidth would be too small for this grid
            continue
        value = 1.0 if smoothed(f, y, 1) >= 1 else brentq(lambda sigma: smoothed(f, y, sigma) - sigma, 0.002, 1, xtol=1e-10)
        # relplot cuts the kernel at ±1/2, and rounds f to a grid whose ends the mirror does not double: it counts a
        # confidence of 1 by half.
        theirs = rounded([relplot.smECE(f, y)]) if f.max() < 0.999 and value < 0.12 else []
        yield [text(digits), text([labels]), *rounded([value]), *theirs]


def scored():
    shape = random.integers(4, 60), random.integers(2, 7)
    digits = random.integers(0, 36, shape)
    z = (digits - 18) / 4
    labels = [random.choice(shape[1], p=row) for row in softmax(z * random.choice([0.1, 0.4, 1]), axis=1)]
    return digits, z, np.array(labels)


def loss(z, labels):
    return -np.mean(log_softmax(z, axis=1)[np.arange(len(labels)), labels])


def temperatures(count):
    while count > 0:
        digits, z, labels = scored()
        slope = lambda beta: np.mean(np.sum(softmax(beta * z, axis=1) * z, axis=1) - z[np.arange(len(z)), labels])
        if slope(0) > -1e-3 or slope(50) <= 1e-3:
            continue
        count -= 1
        beta = brentq(slope, 0, 50, xtol=1e-15, rtol=1e-15)
        assert np.isclose(loss(beta * z, labels), log_loss(labels, softmax(beta * z, axis=1), labels=range(z.shape[1])))
        yield [text(digits), text([labels]), *rounded([1 / beta, loss(beta * z, labels)])]


def vectors(count):
    while count > 0:
        digits, z, labels = scored()
        n, classes = z.shape
        if len(set(labels)) < classes or n < 8 * classes:
            continue

        def value_and_gradient(theta):
            moved = z * theta[:classes] + theta[classes:]
            g = (softmax(moved, axis=1) - np.eye(classes)[labels]) / n
            return loss(moved, labels), np.concatenate([(g * z).sum(axis=0), g.sum(axis=0)])

        found = minimize(value_and_gradient, np.ones(2 * classes), jac=True, method="BFGS", options={"gtol": 1e-9})
        if np.abs(found.x).max() > 10:  # perhaps without an optimum
            continue
        count -= 1
        scale, bias = found.x[:classes], found.x[classes:] - found.x[classes:].mean()
        yield [text(digits), text([labels]), *rounded([found.fun]), rounded(scale), rounded(bias)]


def isotonic(count):
    for _ in range(count):
        n = int(random.integers(1, 30))
        x = random.integers(0, random.integers(1, 36), n)
        y = random.integers(0, 2, n) if random.random() < 0.5 else random.integers(0, 36, n)
        weight = random.integers(0, 4, n) if random.random() < 0.5 else np.ones(n, dtype=int)
        weight[random.integers(n)] += 1
        fitted = IsotonicRegression(out_of_bounds="clip").fit(x, y, sample_weight=weight)
        at = np.arange(-2, 75) / 2
        yield [text([x]), text([y]), text([weight]), rounded(fitted.predict(at))]


def intervals(count):
    for _ in range(count):
        n = int(random.integers(1, 1000))
        k = int(random.choice([0, n, random.integers(0, n + 1)]))
        level = float(random.choice([0.5, 0.9, 0.95, 0.99, 0.999999]))
        low, high = binomtest(k, n).proportion_ci(level, method="wilson")
        yield [k, n, level, *rounded([low, high])]


parts = {
    "errors": errors(200),
    "brier": brier(100),
    "smooth": smooth(130),
    "temperatures": temperatures(100),
    "vectors": vectors(30),
    "isotonic": isotonic(100),
    "intervals": intervals(50),
}
packages = ["scikit-learn", "scipy", "relplot"]
lines = [f'"{name}": "{version(name)}"' for name in packages]
for name, cases in parts.items():
    rows = ",\n  ".join(json.dumps(case, separators=(",", ":")) for case in cases)
    lines.append(f'"{name}": [\n  {rows}\n ]')
path = pathlib.Path(__file__).with_name("vectors.json")
path.write_text("{\n " + ",\n ".join(lines) + "\n}\n")
