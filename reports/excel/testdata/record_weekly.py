"""Records the answers of reports/sql/book_week_*.sql, and of the page queries that the workbook shares, for its tests.

Needs: python >= 3.9, duckdb 1.1.2 (python package). Run from anywhere: python3 record_weekly.py
The department is the one of reports/testdata/record.py; this adds dated stock, lots of every age and a backtest by
class and lead. It writes weekly/, and bare/ for a department that keeps orders and nothing else.
"""
import os, shutil

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "testdata", "record.py")
source = open(BASE, encoding="utf-8").read()
made, record = source.split("prev, older, fest", 1)
space = {"__file__": BASE, "__name__": "record"}
exec(compile(made, BASE, "exec"), space)
exec(compile("prev, older, fest" + record.split("SHORT = ")[0], BASE, "exec"), space)
con, json, R, PARAMS = (space[k] for k in ("con", "json", "R", "PARAMS"))
RUN, TODAY, ASOF, D, ROOT, ITEMS, CENTRE = (space[k] for k in ("RUN", "TODAY", "ASOF", "D", "ROOT", "ITEMS", "CENTRE"))
fill, level, week = space["fill"], space["level"], space["week"]

con.execute("DELETE FROM pln_lot")
lots, dated = [], []
for it in ITEMS:
    shelf, unit = it[8], max(20, int(level(it, ASOF) * 6))
    for n, age in enumerate((4, 19, 41) if shelf >= 60 else (2, 6)):
        qty = unit // (n + 1) + R.randrange(9)
        lots.append(dict(sku=it[0], centre=CENTRE, lot=(ASOF - D(age)).strftime("%Y%m%d"), produced=ASOF - D(age), expires=ASOF + D(shelf - age) if shelf else None, qty=qty,
                         allocated=qty // 10, sellable=True, day=ASOF))
for sku, lot, age, shelf, qty, sellable in (("ZZ1001", "20260512A", 103, 180, 1240, True), ("ZZ1002", "20260520", 95, 180, 860, True), ("GD1002", "20260812", 11, 15, 300, True),
                                            ("GD1005", "20260801", 22, 15, 46, True), ("GD1003", "", None, None, 180, True), ("LH1002", "TH-01", 30, 60, 24, False)):
    lots.append(dict(sku=sku, centre=CENTRE, lot=lot, produced=None if age is None else ASOF - D(age), expires=None if age is None else ASOF + D(shelf - age), qty=qty, allocated=0, sellable=sellable, day=ASOF))
fill("pln_lot", lots)
for back in range(0, 430, 7):
    for it in ITEMS:
        dated.append(dict(day=ASOF - D(back), warehouse=CENTRE, sku=it[0], lot="S", qty=int(40 + level(it, ASOF - D(back)) * 5), kind="正品", allocated=0))
fill("in_stock_lots", dated)
con.execute("DELETE FROM fct_backtest")
scores = []
for cls, base, series in (("all", .186, 25), ("year-round", .151, 11), ("seasonal", .194, 12), ("intermittent", .72, 2)):
    for band, add in (("all", 0), ("1", -.03), ("2", -.012), ("3", .008), ("4", .02), ("5-8", .055)):
        for model, times, bias, cover in (("zhiwei", 1, .012, .81), ("LunarNaive", 1.33, -.064, None), ("Hand", 1.68 if cls != "intermittent" else .97, -.118, None), ("sNaive(7)", 3.1, -.402, None)):
            w = round((base + add) * times, 4)
            scores.append(dict(run_id=RUN, **{"class": cls}, lead_band=band, model=model, series=series, windows=8, days=11200, wape=w, bias=bias, mase=w * 3.3, rmsse=w * 3, smape=w, wql=w * .8, cover80=cover, cover95=None, explosions=0))
fill("fct_backtest", scores)

shift = (space["fest"] - space["prev"]).days
spans = {"now": 0, "lunar": shift, "gregorian": 364, "before": 7}
MORE = {"page_home_days": {"": [space["start"], ASOF]}, "page_health_files": {"": []}, "book_week_products": {"": [week, ASOF, shift, RUN]}, "book_week_backtest": {"": [RUN]}, "book_week_lots": {"": []}, "book_week_ahead": {"": [RUN]},
        "book_week_span": {k: [week - D(b), ASOF - D(b)] for k, b in spans.items()}, "book_week_stock": {k: [ASOF - D(b)] for k, b in spans.items()}}
names = {n: (v if isinstance(v, dict) else {"": v[0]}) for n, v in PARAMS.items() if n.startswith("page_home") or n in ("page_header", "page_festival", "page_purchase")}
names.update(MORE)
KIND = {"VARCHAR": "text", "BIGINT": "int", "INTEGER": "int32", "DOUBLE": "float", "DATE": "day", "BOOLEAN": "flag", "HUGEINT": "int"}


def cell(v):
    if v is None:
        return ""
    if isinstance(v, bool):
        return "true" if v else "false"
    return '"' + v.replace('"', '""') + '"' if isinstance(v, str) else repr(v) if isinstance(v, float) else str(v)


def write(folder):
    out, asked = os.path.join(HERE, folder), {}
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    for name, sets in names.items():
        text = open(os.path.join(ROOT, "reports/sql", name + ".sql"), encoding="utf-8").read()
        for part, args in sets.items():
            rows = con.execute(text, args).fetchall()
            kinds = con.execute(f"DESCRIBE SELECT * FROM ({text})", args).fetchall()
            key = name + ("-" + part if part else "")
            asked[key] = [str(a) for a in args]
            with open(os.path.join(out, key + ".csv"), "w", newline="", encoding="utf-8") as f:
                f.write(",".join(f"{k[0]}:{KIND[k[1]]}" for k in kinds) + "\n")
                f.writelines(",".join(map(cell, r)) + "\n" for r in rows)
    with open(os.path.join(out, "args.json"), "w", encoding="utf-8") as f:
        json.dump(asked, f, ensure_ascii=False, indent=1, sort_keys=True)


write("weekly")
for table in ("pln_lot", "in_stock_lots", "cur_targets", "fct_backtest", "fct_forecast", "fct_series_score", "fct_plan_line", "cal_occasion", "raw_file", "quarantine", "pln_supply", "fct_demand_day"):
    con.execute("DELETE FROM " + table)
con.execute("UPDATE dim_sku SET category = '', season = '', cost_fen = NULL, list_price_fen = NULL, shelf_days = NULL, known = FALSE")
write("bare")
