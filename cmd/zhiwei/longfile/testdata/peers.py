#!/usr/bin/env python3
"""Time models of StatsForecast on a long-format CSV, one thread, beside which zhiwei runs the same series.

peers.py TRAIN.csv TEST.csv SEASON MODEL[,MODEL...] FORECASTS.csv
Writes a forecast file (model, unique_id, ds, mean, median, q0.025, q0.975) for the rows of TEST and prints one JSON line a
model: CPU seconds of fit and forecast after a warm-up on the first series, start-up and reading not in them.
"""
import os
for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[v] = "1"
import csv
import json
import sys
import time
import warnings

import numpy as np
from statsforecast import models

warnings.filterwarnings("ignore")


def build(name, m):
    make = {
        "SeasonalNaive": lambda: models.SeasonalNaive(season_length=m),
        "DynamicOptimizedTheta": lambda: models.DynamicOptimizedTheta(season_length=m),
        "Theta": lambda: models.Theta(season_length=m),
        "AutoTheta": lambda: models.AutoTheta(season_length=m),
        "AutoETS": lambda: models.AutoETS(season_length=m),
        "AutoARIMA": lambda: models.AutoARIMA(season_length=m),
        "SimpleExponentialSmoothing": lambda: models.SimpleExponentialSmoothingOptimized(),
    }
    return make[name]()


def read(path, column, kind):
    out = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            out.setdefault(row["unique_id"], []).append(kind(row[column]))
    return out


def main():
    train, test, m, names, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].split(","), sys.argv[5]
    series = {k: np.array(v) for k, v in read(train, "y", float).items()}
    steps = read(test, "ds", str)
    with open(out, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["model", "unique_id", "ds", "mean", "median", "q0.025", "q0.975"])
        for name in names:
            model = build(name, m)
            model.forecast(y=next(iter(series.values())), h=1)
            level = {} if name == "SimpleExponentialSmoothing" else {"level": [95]}
            got, start = {}, time.process_time()
            for k, y in series.items():
                got[k] = model.forecast(y=y, h=len(steps[k]), **level)
            took = time.process_time() - start
            for k, r in got.items():
                for i, ds in enumerate(steps[k]):
                    mean = float(r["mean"][i])
                    lo, hi = (float(r["lo-95"][i]), float(r["hi-95"][i])) if level else (mean, mean)
                    w.writerow([name, k, ds, repr(mean), repr(mean), repr(lo), repr(hi)])
            print(json.dumps({"model": name, "seconds": took, "series": len(series)}), flush=True)


if __name__ == "__main__":
    main()
