"""The statistics that the industries share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import rankdata

from tablewright.spec import TableSet
from tests.support.corruptions import Frames
from tests.support.judged import Judged

Floats = npt.NDArray[np.float64]
_BINS, _FOLDS, _STEPS, _RIDGE = 16, 3, 12, 1.0


@dataclass(frozen=True)
class Measured:
    """A statistic: its name in the plan, what it is, its target, and how it is computed."""

    name: str
    what: str
    target: str
    of: Callable[[Judged], str]


def rows(of: Callable[[TableSet, Frames], str]) -> Callable[[Judged], str]:
    """Compute a statistic from frames."""
    return lambda made: of(made.tables, made.frames)


def icc(frame: pl.DataFrame, group: str | Sequence[str], value: str) -> float:
    """One-way intraclass correlation within groups of two members or more."""
    x = pl.col(value).cast(pl.Float64)
    each = frame.group_by(group).agg(n=pl.len(), mean=x.mean(), within=((x - x.mean()) ** 2).sum())
    each = each.filter(pl.col("n") >= 2)
    n, mean = each["n"].to_numpy().astype(float), each["mean"].to_numpy()
    total, groups = n.sum(), len(n)
    if groups < 2 or total <= groups:
        return float("nan")
    grand = (n * mean).sum() / total
    between = (n * (mean - grand) ** 2).sum() / (groups - 1)
    within = each["within"].sum() / (total - groups)
    size = (total - (n * n).sum() / total) / (groups - 1)
    return float((between - within) / (between + (size - 1) * within))


def auc(label: npt.NDArray[np.bool_], score: Floats) -> float:
    """The probability that a positive's score is above a negative's."""
    ranks, many = rankdata(score), int(label.sum())
    if not 0 < many < len(label):
        return float("nan")
    below = ranks[label].sum() - many * (many + 1) / 2
    return float(below / (many * (len(label) - many)))


def learnt_auc(frame: pl.DataFrame, features: Sequence[str], label: str) -> float:
    """AUC of an additive classifier over bins of the features, out of three folds.

    It learns any curve of each feature, as boosted stumps do, without a package for it.
    """
    columns = [np.ones((frame.height, 1))]
    for name in features:
        x = frame[name].cast(pl.Float64).fill_null(-1).to_numpy()
        edges = np.unique(np.quantile(x, np.linspace(0, 1, _BINS + 1)[1:-1]))
        columns.append(np.eye(len(edges) + 1)[np.searchsorted(edges, x, side="right")])
    design = np.concatenate(columns, axis=1)
    truth = frame[label].to_numpy()
    fold = np.arange(frame.height) * 7919 % _FOLDS
    score = np.zeros(frame.height)
    for out in range(_FOLDS):
        learn = fold != out
        score[~learn] = design[~learn] @ _logistic(design[learn], truth[learn].astype(float))
    return auc(truth, score)


def boosted_auc(
    frame: pl.DataFrame, features: Sequence[str], label: str, group: str
) -> tuple[float, Floats]:
    """AUC of gradient boosting (80 trees), the mean of three folds, and the scores.

    No group is in two folds.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    x = frame.select(pl.col(*features).cast(pl.Float64)).to_numpy()
    truth = frame[label].to_numpy()
    fold = (frame[group].rank("dense").to_numpy().astype(np.int64) * 7919 // 64) % _FOLDS
    score = np.zeros(frame.height)
    found = []
    for out in range(_FOLDS):
        learn = fold != out
        trees = HistGradientBoostingClassifier(max_iter=80, random_state=0)
        score[~learn] = trees.fit(x[learn], truth[learn]).predict_proba(x[~learn])[:, 1]
        found.append(auc(truth[~learn], score[~learn]))
    return float(np.mean(found)), score


def _logistic(x: Floats, y: Floats) -> Floats:
    """Coefficients of a ridge-penalised logistic regression."""
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        weight = p * (1 - p) + 1e-9
        hessian = x.T @ (x * weight[:, None]) + _RIDGE * np.eye(x.shape[1])
        beta += np.linalg.solve(hessian, x.T @ (y - p) - _RIDGE * beta)
    return beta


def one_vs_rest(truth: npt.NDArray[np.int64], scores: Floats) -> float:
    """The mean of each class's AUC, weighted by how often it is true."""
    kinds, counts = np.unique(truth, return_counts=True)
    each = [auc(truth == kind, scores[:, kind]) for kind in kinds]
    return float(np.average(each, weights=counts))
