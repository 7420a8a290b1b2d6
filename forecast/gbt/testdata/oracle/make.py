"""Losses of LightGBM on rows it has not seen, for oracle_test.go.

    python3 make.py > want.json        (numpy, lightgbm 4.7.0; one thread)

The data are those of synthetic_test.go: SplitMix64 of (seed, row, place), then sums and products only, so both
languages make the same numbers. Trained on seed 1, scored on seed 2.
"""
import json

import lightgbm as lgb
import numpy as np

ROWS, FEATURES = 20000, 12


def uniform(seed, row, place):
    with np.errstate(over="ignore"):
        x = np.uint64(seed) + (row * np.uint64(64) + np.uint64(place + 1)) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def feature(seed, row, f):
    u = uniform(seed, row, f)
    if f % 4 == 0:
        return u
    if f % 4 == 1:
        return np.floor(u * 7)
    if f % 4 == 2:
        return np.where(u < 0.15, np.nan, u * u * 100)
    return np.where(u < 0.5, 0, u * 20)


def level(seed, row):
    u = uniform(seed, row, 60)
    return 0.05 + ((u * u) * (u * u)) * 8


def demand(seed, row):
    x = [feature(seed, row, f) for f in range(5)]
    m = level(seed, row) * (0.4 + 1.2 * x[0])
    m = np.where(x[1] >= 5, m * 1.5, m)
    m = np.where(np.isnan(x[2]), m * 0.7, m * (1 + 0.004 * x[2]))
    m = np.where(x[3] > 0, m * 1.3, m)
    m = m * (1 + x[4] * x[0])
    y = np.floor(m * (0.9 / (uniform(seed, row, 62) + 0.1)) + uniform(seed, row, 63))
    return np.where(uniform(seed, row, 61) < 0.4, 0, y)


def panel(seed):
    row = np.arange(ROWS, dtype=np.uint64)
    x = np.stack([feature(seed, row, f) for f in range(FEATURES)], axis=1)
    return x, demand(seed, row), level(seed, row)


def tweedie(y, mu, p):
    return np.mean(-y * mu ** (1 - p) / (1 - p) + mu ** (2 - p) / (2 - p))


CASES = {
    "tweedie": dict(objective="tweedie", tweedie_variance_power=1.4),
    "poisson": dict(objective="poisson", poisson_max_delta_step=1e-9),
    "l2": dict(objective="l2"),
    "l1": dict(objective="l1"),
    "pinball": dict(objective="quantile", alpha=0.9),
}


def loss(name, y, f, w):
    if name == "tweedie":
        return tweedie(y, f, 1.4)
    if name == "poisson":
        return np.mean(f - y * np.log(f))
    if name == "l2":
        return np.mean((y - f) ** 2)
    if name == "l1":
        return np.sum(w * np.abs(y - f)) / np.sum(w)
    return np.mean(np.maximum(0.9 * (y - f), -0.1 * (y - f)))


def run(name, share_f, share_r):
    x, y, sc = panel(1)
    xt, yt, sct = panel(2)
    log = name in ("tweedie", "poisson")
    params = dict(
        CASES[name], learning_rate=0.06, num_leaves=31, min_data_in_leaf=200, lambda_l2=5, max_bin=127,
        feature_fraction=share_f, bagging_fraction=share_r, bagging_freq=1, min_sum_hessian_in_leaf=0,
        num_threads=1, deterministic=True, force_col_wise=True, verbose=-1, seed=7)
    ratio = name in ("l1", "pinball")
    data = lgb.Dataset(x, y / sc if ratio else y, weight=sc if ratio else None,
                       init_score=np.log(sc) if log else None)
    f = lgb.train(params, data, 100).predict(xt, raw_score=True)
    f = sct * np.exp(f) if log else f
    return loss(name, yt / sct if ratio else yt, f, sct)


out = {"full": {}, "sampled": {}}
out["check"] = [float(np.sum(demand(1, np.arange(ROWS, dtype=np.uint64)))), float(np.nansum(panel(1)[0]))]
for name in CASES:
    out["full"][name] = round(float(run(name, 1.0, 1.0)), 6)
    out["sampled"][name] = round(float(run(name, 0.6, 0.7)), 6)
print(json.dumps(out, indent=1))
