#!/usr/bin/env python3
"""Coefficients of the rational approximations in infoplane/nets/kernels/activations-inl.h.

Fits f(x) = x P(x^2)/Q(x^2), or f(x) = P(x)/Q(x) where f is not odd, Q(0) = 1, in the maximum norm of
the relative error on [0, X], by iterated weighted least squares (Lawson 1961) on Chebyshev points. Needs NumPy and SciPy; the
program itself does not need this script.
"""
import numpy as np
from scipy.special import erf, erfcx


def fit(function, odd, degree_p, degree_q, largest, points=4000, rounds=400):
    k = np.arange(points)
    x = largest * 0.5 * (1 - np.cos(np.pi * (k + 0.5) / points))
    power = 2 if odd else 1
    f = function(x) / x if odd else function(x)
    u = (x / largest) ** power
    weight = np.ones(points)
    q = np.ones(points)
    best = (np.inf, None)
    for _ in range(rounds):
        columns = [u**i for i in range(degree_p + 1)]
        columns += [-f * u**j for j in range(1, degree_q + 1)]
        scale = np.sqrt(weight) / (q * f)
        solution = np.linalg.lstsq(np.stack(columns, 1) * scale[:, None], f * scale, rcond=None)[0]
        p = sum(solution[i] * u**i for i in range(degree_p + 1))
        q = 1 + sum(solution[degree_p + j] * u**j for j in range(1, degree_q + 1))
        error = np.abs(p / q / f - 1)
        if error.max() < best[0]:
            best = (error.max(), solution.copy())
        weight *= (error / error.max() + 1e-3) ** 0.5
        weight /= weight.max()
    error, solution = best
    p = [solution[i] / largest ** (power * i) for i in range(degree_p + 1)]
    q = [1] + [solution[degree_p + j] / largest ** (power * j) for j in range(1, degree_q + 1)]
    return error, p, q


for name, function, odd, degree_p, degree_q, largest in [
    ("tanh", np.tanh, True, 4, 4, 9.02),
    ("erf", erf, True, 5, 6, 4.0),
    ("exp(x^2) erfc", erfcx, False, 4, 5, 10.0),
]:
    error, p, q = fit(function, odd, degree_p, degree_q, largest)
    print(f"{name} on |x| <= {largest}: relative error {error:.2e}")
    print("  P:", ", ".join(f"{c:.9e}" for c in p))
    print("  Q:", ", ".join(f"{c:.9e}" for c in q))
