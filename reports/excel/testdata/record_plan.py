"""Records the answers of reports/sql/book_plan_*.sql, and of the page queries that the workbook shares, for its tests.

Needs: python >= 3.9, duckdb 1.1.2 (python package). Run from anywhere: python3 record_plan.py
The department is the one of reports/testdata/record.py; this adds what only the workbook reads. It writes plan/ and,
for a department without suppliers, need/.
"""
import os, shutil

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "testdata", "record.py")
source = open(BASE, encoding="utf-8").read()
made, record = source.split("prev, older, fest", 1)
space = {"__file__": BASE, "__name__": "record"}
exec(compile(made, BASE, "exec"), space)
con, dt, json, math, glob, csv = (space[k] for k in ("con", "dt", "json", "math", "glob", "csv"))
RUN, TODAY, ASOF, D, ROOT = (space[k] for k in ("RUN", "TODAY", "ASOF", "D", "ROOT"))
fill, by, CENTRE = space["fill"], space["by"], space["CENTRE"]

for line in """
cur_suppliers(supplier VARCHAR, name VARCHAR, terms VARCHAR, lead_days BIGINT, order_weekdays VARCHAR, min_order_value BIGINT, credit_days BIGINT)
cur_purchase_orders(po_no VARCHAR, supplier VARCHAR, sku VARCHAR, warehouse VARCHAR, ordered DATE, promised DATE, qty BIGINT, received BIGINT)
cur_bundles(bundle_sku VARCHAR, component_sku VARCHAR, qty BIGINT, kind VARCHAR)
""".strip().splitlines():
    con.execute("CREATE TABLE " + line)
fill("cur_suppliers", [dict(supplier="GY01", name="西溪食品厂", terms="经销", lead_days=7, order_weekdays="周一、周四", min_order_value=500000, credit_days=30),
                       dict(supplier="GY02", name="运河糕点加工厂", terms="代销", lead_days=3, order_weekdays="周一、周三、周五", min_order_value=None, credit_days=15),
                       dict(supplier="GY03", name="湖滨包装印刷", terms="经销", lead_days=18, order_weekdays="周二", min_order_value=None, credit_days=None)])
fill("pln_supply", [dict(sku="YB1001", supplier="GY01", centre=CENTRE, po_no="CG-20260727-001", ordered="2026-07-27", promised="2026-08-27", open_qty=3000, valid=True, overdue_days=0),
                    dict(sku="ZZ1001", supplier="GY01", centre=CENTRE, po_no="CG-20260804-001", ordered="2026-08-04", promised="2026-09-11", open_qty=1200, valid=True, overdue_days=0)])
fill("cur_purchase_orders", [dict(po_no="CG-20260724-002", supplier="GY02", sku="GD1001", warehouse=CENTRE, ordered="2026-07-24", promised="2026-07-28", qty=240, received=144),
                             dict(po_no="CG-20260811-004", supplier="GY03", sku="BC1001", warehouse=CENTRE, ordered="2026-08-11", promised="2026-09-02", qty=6000, received=None),
                             dict(po_no="CG-20260727-001", supplier="GY01", sku="YB1001", warehouse=CENTRE, ordered="2026-07-27", promised="2026-08-27", qty=20000, received=17000)])
fill("cur_bundles", [dict(bundle_sku="LH1001", component_sku=c, qty=q, kind=k) for c, q, k in (("YB1001", 2, ""), ("YB1002", 2, ""), ("YB1003", 2, ""), ("BC1001", 1, "盒"))])
con.execute("""UPDATE fct_plan_line AS p SET week_1 = m[1], week_2 = m[2], week_3 = m[3], week_4 = m[4], week_5 = m[5], week_6 = m[6], week_7 = m[7], week_8 = m[8]
    FROM (SELECT sku, list(mean ORDER BY week_no) AS m FROM fct_forecast_week WHERE channel = '' GROUP BY sku) AS w WHERE w.sku = p.sku""")
con.execute("UPDATE fct_plan_line SET " + ", ".join(f"week_{n} = coalesce(week_{n}, window_mean * 7 / (review_days + lead_days))" for n in range(1, 9)))
con.execute("UPDATE fct_plan_line AS p SET life_at_arrival = coalesce((SELECT CASE WHEN shelf_days > 0 THEN shelf_days - 2 ELSE -1 END FROM dim_sku AS d WHERE d.sku = p.sku), -1)")
con.execute("UPDATE fct_plan_line SET on_hand = on_hand + 420, allocated = 420 WHERE sku = 'YB1002'")
lines = con.execute("SELECT line, sku, on_hand - allocated, on_order_valid, safety_stock, moq, case_size, qty, arrives, lead_days, [week_1, week_2, week_3, week_4, week_5, week_6, week_7, week_8] FROM fct_plan_line ORDER BY line").fetchall()
days, steps = [], []
for n, sku, stock, valid, safety, moq, case, qty, arrives, lead, weeks in lines:
    rows, promise = [], stock
    for t in range(60):
        day = TODAY + D(t)
        gross = weeks[min(t // 7, 7)] / 7
        orders = float(max(0, 60 - 10 * t)) if sku.startswith("YB") else 0.0
        r = dict(run_id=RUN, line=n, day=day, start_qty=stock, gross=gross, orders=orders, net=max(0.0, gross - orders), scheduled=float(valid if t == 9 else 0), expiry=0.0,
                 planned=float(qty if day == arrives else 0), safety_stock=safety, release_qty=0.0)
        end = stock + r["scheduled"] - r["net"] - orders
        if qty and day > arrives and t % 7 == 0 and end < safety:
            r["planned"] = float(-(-max(safety - end, moq) // case) * case)
        stock = r["end_qty"] = end + r["planned"]
        promise += r["scheduled"] + r["planned"] - orders
        r["promise"] = max(0.0, promise)
        rows.append(r)
    for t, r in enumerate(rows):
        if r["planned"] and t >= lead:
            rows[t - lead]["release_qty"] += r["planned"]
    days += rows
    steps += [dict(run_id=RUN, line=n, step=90, code="review-days", amount=con.execute("SELECT review_days FROM fct_plan_line WHERE line = ?", [n]).fetchone()[0], unit="days", source="entered"),
              dict(run_id=RUN, line=n, step=91, code="lead-days", amount=lead, unit="days", source="learned" if sku[:2] == "YB" else "default" if sku[:2] == "BC" else "entered")]
fill("fct_plan_day", days)
fill("fct_plan_step", steps)

con.execute("""INSERT INTO fct_demand_day SELECT b.component_sku, s.channel, ?, s.day, s.pieces * b.qty, 0, 0, 0, false
    FROM fct_sales_day AS s JOIN cur_bundles AS b ON b.bundle_sku = s.sku""", [CENTRE])

past, recent = ASOF - D(181), ASOF - D(55)
names = {"page_header": [""], "page_festival": [TODAY, TODAY], "page_purchase": [RUN], "book_plan_lines": [RUN], "book_plan_totals": [RUN, RUN], "book_plan_weeks": [RUN],
         "book_plan_days": [TODAY, RUN], "book_plan_supply": [RUN], "book_plan_suppliers": [RUN], "book_plan_rules": [RUN], "book_plan_past": [past, RUN, past, ASOF],
         "book_plan_parts": [recent, ASOF, recent, ASOF]}
KIND = {"VARCHAR": "text", "BIGINT": "int", "INTEGER": "int32", "DOUBLE": "float", "DATE": "day", "BOOLEAN": "flag", "HUGEINT": "int"}


def cell(v):
    if v is None:
        return ""
    if isinstance(v, bool):
        return "true" if v else "false"
    return '"' + v.replace('"', '""') + '"' if isinstance(v, str) else repr(v) if isinstance(v, float) else str(v)


def write(folder):
    out = os.path.join(HERE, folder)
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    for name, args in names.items():
        text = open(os.path.join(ROOT, "reports/sql", name + ".sql"), encoding="utf-8").read()
        rows = con.execute(text, args).fetchall()
        kinds = con.execute(f"DESCRIBE SELECT * FROM ({text})", args).fetchall()
        with open(os.path.join(out, name + ".csv"), "w", newline="", encoding="utf-8") as f:
            f.write(",".join(f"{k[0]}:{KIND[k[1]]}" for k in kinds) + "\n")
            f.writelines(",".join(map(cell, r)) + "\n" for r in rows)
    with open(os.path.join(out, "args.json"), "w", encoding="utf-8") as f:
        json.dump({n: [str(a) for a in args] for n, args in names.items()}, f, ensure_ascii=False, indent=1, sort_keys=True)


write("plan")
con.execute("UPDATE fct_plan_line SET supplier = '', exception = 'no-supplier', urgency = CASE WHEN need > 0 THEN 'later' ELSE 'watch' END, moq = 0, case_size = 0, shelf_cap = -1, qty = 0, cases = 0, excess = 0, "
            "price_fen = 0, amount_fen = 0, need_date = NULL, latest_order = NULL, arrives = NULL, life_at_arrival = -1, profit_per_yuan = 0, leftover_prob = 0, on_order_valid = 0, on_order_overdue = 0, "
            "on_hand = on_hand - allocated, allocated = 0, stock_position = on_hand - allocated, review_days = 7, lead_days = 7")
con.execute("UPDATE fct_plan_line SET need = order_up_to - stock_position")
con.execute("DELETE FROM fct_plan_step WHERE code NOT IN ('review-days', 'lead-days', 'quantity')")
con.execute("UPDATE fct_plan_step SET source = 'default', amount = 7 WHERE code IN ('review-days', 'lead-days')")
con.execute("UPDATE fct_plan_step SET amount = 0 WHERE code = 'quantity'")
for table in ("cur_suppliers", "cur_purchase_orders", "cur_bundles", "pln_supply", "pln_item"):
    con.execute("DELETE FROM " + table)
write("need")
