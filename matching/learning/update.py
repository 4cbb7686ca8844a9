"""Weights moved towards decisions: logistic regression held at the weights that stood before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.errors import BadWeights

Column = NDArray[np.float64]
Matrix = NDArray[np.float64]

POINTS = 8.0  # points of score that make a candidate e times as likely to be taken
TRUST = 24.0  # how firmly each weight is held where it was, in decisions: chosen by bench/decisions.py
BASE_TRUST = 0.01  # how often anybody is taken at all is not known beforehand
LEAST = 0.01  # of a weight remains whatever was decided: what counts for nothing is no longer written down


class Examples(NamedTuple):
    """What was decided: values (decisions × features), outcomes (1 taken, 0 not) and how much each one says."""

    values: Matrix
    outcomes: Column
    counts: Column


def updated(examples: Examples, prior: Column, trust: float = TRUST) -> Column:
    """The weights (in points, one a feature) that explain the decisions, held near `prior` while these are few.

    The maximum a posteriori of a logistic regression with a Gaussian prior at `prior`. No decisions give `prior`
    exactly, the order of decisions changes nothing, a feature that was the same everywhere keeps its weight, and no
    weight changes its sign: what counts for a candidate never begins to count against one. Raises BadWeights.
    """
    values, outcomes, counts = _checked(examples, prior, trust)
    kept = counts > 0
    values, outcomes, counts = values[kept], outcomes[kept], counts[kept]
    if not len(outcomes):
        return prior.copy()
    # Sums of floating numbers depend on their order; decisions have none.
    order = np.lexsort((counts, outcomes, *values.T[::-1]))
    values, outcomes, counts = values[order], outcomes[order], counts[order]
    centred = values - np.average(values, axis=0, weights=counts)
    centred[:, np.ptp(values, axis=0) == 0.0] = 0.0
    return _fitted(Examples(centred, outcomes, counts), prior, trust)


def _fitted(examples: Examples, prior: Column, trust: float) -> Column:
    from scipy.optimize import minimize  # here: whoever only asks for partners need not wait for it

    values, outcomes, counts = examples
    start = prior / POINTS

    def loss(parameters: Column) -> tuple[float, Column]:
        weights, base = parameters[:-1], parameters[-1]
        margins = values @ weights + base
        moved = weights - start
        surprise = counts @ (np.logaddexp(0.0, margins) - outcomes * margins)
        errors = counts * (np.exp(-np.logaddexp(0.0, -margins)) - outcomes)
        slopes = np.append(values.T @ errors + trust * moved, errors.sum() + BASE_TRUST * base)
        return float(surprise + trust / 2 * moved @ moved + BASE_TRUST / 2 * base * base), slopes

    bounds = [
        (LEAST * one, None) if one > 0 else (None, LEAST * one) if one < 0 else (None, None) for one in start.tolist()
    ]
    found = minimize(
        loss,
        np.append(start, 0.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
        options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9},
    )
    weights = np.asarray(found.x[:-1], dtype=np.float64) * POINTS
    still = ~values.any(axis=0)
    weights[still] = prior[still]
    return weights


def _checked(examples: Examples, prior: Column, trust: float) -> Examples:
    values, outcomes, counts = (np.asarray(part, dtype=np.float64) for part in examples)
    fits = values.shape == (len(outcomes), len(prior)) and counts.shape == outcomes.shape == (len(outcomes),)
    if not fits:
        raise BadWeights(
            f"判断的表是 {values.shape}，结果 {outcomes.shape}，权重 {prior.shape}，对不上。 The decisions "
            f"{values.shape}, their outcomes {outcomes.shape} and the weights {prior.shape} do not fit together; give "
            "one row a decision and one column a feature."
        )
    finite = all(np.isfinite(part).all() for part in (values, outcomes, counts, prior))
    if not finite or trust <= 0 or (counts < 0).any() or ((outcomes < 0) | (outcomes > 1)).any():
        raise BadWeights(
            "判断里的数必须有限，结果在 0 和 1 之间，份量不小于 0，信任大于 0。 Values must be finite, outcomes "
            "between 0 and 1, counts not below 0 and trust above 0."
        )
    return Examples(values, outcomes, counts)
