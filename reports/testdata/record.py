"""Records the answers of reports/sql/page_*.sql on a small made-up department, for the tests of reports.

Needs: python >= 3.9, duckdb 1.1.2 (python package). Run from anywhere: python3 record.py
It makes the base tables of transform/tables, fills them and the model tables from one seed, runs every
page query with the parameters of the pages, and writes replay/<query>.csv. The first line of a CSV holds
name:type of each column; an empty cell that is not quoted is NULL.
"""
import csv, datetime as dt, glob, json, math, os, random, sys

import duckdb

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RUN, ASOF = "R20260824-3f9a1c", dt.date(2026, 8, 23)
TODAY = ASOF + dt.timedelta(1)
FEST = {"中秋": [dt.date(2024, 9, 17), dt.date(2025, 10, 6), dt.date(2026, 9, 25)],
        "端午": [dt.date(2024, 6, 10), dt.date(2025, 5, 31), dt.date(2026, 6, 19), dt.date(2027, 6, 9)],
        "春节": [dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2027, 2, 6)]}
R = random.Random(20260824)
D = lambda n: dt.timedelta(n)

# code, name, spec, category, unit, case, cost fen, price fen, shelf days, season, pieces a day (or a season's peak)
ITEMS = [
    ("YB1001", "五仁月饼", "80g/枚", "月饼", "枚", 40, 580, 1280, 60, "中秋", 1300),
    ("YB1002", "莲蓉蛋黄月饼", "80g/枚", "月饼", "枚", 40, 650, 1380, 60, "中秋", 1500),
    ("YB1003", "豆沙月饼", "80g/枚", "月饼", "枚", 40, 520, 1180, 60, "中秋", 900),
    ("YB1004", "冰皮芋泥月饼", "60g/枚", "月饼", "枚", 40, 690, 1580, 30, "中秋", 420),
    ("YB1005", "鲜肉月饼", "70g/枚", "月饼", "枚", 30, 480, 1080, 7, "中秋", 640),
    ("YB1006", "流心奶黄月饼", "50g/枚", "月饼", "枚", 48, 720, 1680, 60, "中秋", 760),
    ("LH1001", "中秋团圆月饼礼盒", "8枚/640g", "礼盒", "盒", 6, 6200, 12800, 60, "中秋", 700),
    ("LH1002", "月满西湖礼盒", "6枚/480g", "礼盒", "盒", 6, 8600, 16800, 60, "中秋", 260),
    ("LH1003", "桂香臻品礼盒", "10枚/800g", "礼盒", "盒", 4, 11800, 23800, 60, "中秋", 120),
    ("ZZ1001", "蛋黄鲜肉粽", "6只/600g", "粽子", "袋", 24, 1960, 3980, 180, "端午", 520),
    ("ZZ1002", "豆沙蜜枣粽", "6只/600g", "粽子", "袋", 24, 1520, 3280, 180, "端午", 380),
    ("ZZ1003", "粽香礼盒", "12只/1.2kg", "礼盒", "盒", 6, 5400, 10800, 180, "端午", 210),
    ("NG1001", "桂花年糕", "500g/袋", "糕点", "袋", 20, 980, 2180, 90, "春节", 180),
    ("GD1001", "桂花糕", "200g/盒", "糕点", "盒", 24, 720, 1680, 30, "常年", 96),
    ("GD1002", "定胜糕", "8只/320g", "糕点", "盒", 20, 840, 1880, 15, "常年", 74),
    ("GD1003", "绿豆糕", "240g/盒", "糕点", "盒", 24, 690, 1580, 45, "常年", 118),
    ("GD1004", "龙井茶酥", "180g/盒", "糕点", "盒", 24, 960, 2280, 60, "常年", 104),
    ("GD1005", "薄荷糕", "160g/盒", "糕点", "盒", 24, 640, 1480, 15, "常年", 38),
    ("GD1006", "核桃酥", "300g/盒", "糕点", "盒", 20, 1180, 2680, 90, "常年", 82),
    ("GD1007", "云片糕", "150g/包", "糕点", "包", 30, 420, 980, 60, "常年", 61),
    ("GD1008", "芝麻条头糕", "200g/盒", "糕点", "盒", 24, 560, 1280, 7, "常年", 45),
    ("GD1009", "老式鸡蛋糕", "400g/袋", "糕点", "袋", 16, 880, 1980, 20, "常年", 132),
    ("GD1010", "麻酥糖", "180g/盒", "糕点", "盒", 24, 760, 1780, 120, "常年", 52),
    ("GD1011", "松花饼", "240g/盒", "糕点", "盒", 24, 910, 1980, 30, "常年", 4),
    ("GD1012", "荷花酥（预定）", "6只/300g", "糕点", "盒", 12, 2180, 4680, 3, "常年", 2),
    ("BC1001", "团圆礼盒空盒", "34×26×8cm，含提袋", "包材", "套", 30, 1150, 0, 0, "中秋", 0),
    ("BC1002", "通用手提袋", "30×22×10cm", "包材", "个", 50, 280, 0, 0, "常年", 0),
]
CHANNELS = [("天猫旗舰店", "天猫", .38), ("京东自营", "京东", .2), ("抖音直播", "抖音", .17), ("拼多多", "拼多多", .14),
            ("有赞小店", "有赞", .06), ("区域代理", "", .05)]
CENTRE = "杭州仓"


def curve(offset, peak_at=11, width=9):
    """The shape of a season by days before the festival, 1 at its peak."""
    if offset < -1 or offset > 75:
        return 0.0
    if offset < 3:
        return (.1, .16, .3)[offset] if offset >= 0 else .02
    return math.exp(-((offset - peak_at) / width) ** 2 / 2) + .045 * math.exp(-max(0, offset - 30) / 25)


def level(item, day):
    code, season, size = item[0], item[9], item[10]
    if season == "常年":
        wave = 1 + .08 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 30) / 365)
        return size * wave * (1, .95, .97, 1, 1.06, 1.22, 1.16)[day.weekday()]
    out = 0.0
    for f in FEST[season]:
        growth = {2024: .78, 2025: .88, 2026: 1.0, 2027: 1.0}[f.year]
        out += size * growth * curve((f - day).days)
    return out


def whole(mean):
    if mean <= 0:
        return 0
    return max(0, int(round(R.gauss(mean, math.sqrt(mean) + .09 * mean))))


con = duckdb.connect()
for path in sorted(glob.glob(os.path.join(ROOT, "transform/tables/*.sql"))):
    con.execute(open(path, encoding="utf-8").read())
for line in """
dim_sku(sku VARCHAR, name VARCHAR, spec VARCHAR, category VARCHAR, unit VARCHAR, case_size BIGINT, cost_fen BIGINT, list_price_fen BIGINT, shelf_days BIGINT, on_sale_from DATE, on_sale_to DATE, season VARCHAR, short_life BOOLEAN, is_bundle BOOLEAN, is_packaging BOOLEAN, known BOOLEAN)
dim_channel(channel VARCHAR, kind VARCHAR, platform VARCHAR, shop VARCHAR, commission_pct DOUBLE, settle_days BIGINT, bulk_from BIGINT)
stg_line(platform VARCHAR, shop VARCHAR, channel VARCHAR, sku VARCHAR, sku_code VARCHAR, title VARCHAR, gmv_fen BIGINT, file_sha VARCHAR, sheet VARCHAR, src_line BIGINT)
fct_sales_day(sku VARCHAR, channel VARCHAR, day DATE, orders BIGINT, pieces BIGINT, gmv_fen BIGINT, refund_fen BIGINT, net_fen BIGINT)
fct_order_day(channel VARCHAR, day DATE, orders BIGINT, gmv_fen BIGINT, refund_fen BIGINT, net_fen BIGINT, freight_fen BIGINT)
fct_demand_day(sku VARCHAR, channel VARCHAR, centre VARCHAR, day DATE, qty BIGINT, bulk_qty BIGINT, gift_qty BIGINT, cancelled_qty BIGINT, censored BOOLEAN)
pln_lot(sku VARCHAR, centre VARCHAR, lot VARCHAR, produced DATE, expires DATE, qty BIGINT, allocated BIGINT, sellable BOOLEAN, day DATE)
pln_supply(sku VARCHAR, supplier VARCHAR, centre VARCHAR, po_no VARCHAR, ordered DATE, promised DATE, open_qty BIGINT, valid BOOLEAN, overdue_days BIGINT)
pln_item(sku VARCHAR, supplier VARCHAR, centre VARCHAR, supplier_name VARCHAR, moq BIGINT, order_multiple BIGINT, price_fen BIGINT, lead_days BIGINT, list_price_fen BIGINT)
cur_promotions(promo_id VARCHAR, name VARCHAR, platform VARCHAR, from_day DATE, to_day DATE, sku VARCHAR, category VARCHAR, mechanic VARCHAR)
cur_targets(period_kind VARCHAR, period VARCHAR, channel VARCHAR, category VARCHAR, revenue BIGINT, qty BIGINT)
""".strip().splitlines():
    con.execute("CREATE TABLE " + line)


def fill(table, rows):
    rows = list(rows)
    if rows:
        cols = list(rows[0])
        path = os.path.join(HERE, ".fill.csv")
        with open(path, "w", newline="", encoding="utf-8") as f:
            w = csv.writer(f)
            w.writerow(cols)
            w.writerows(["\\N" if r[c] is None else r[c] for c in cols] for r in rows)
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_csv('{path}', header=true, nullstr='\\N', all_varchar=true)")
        os.remove(path)


fill("run", [dict(run_id=RUN, as_of=ASOF, today=TODAY, version="0.1.0", seed=1, state="draft", company="示例食品电商")])
fill("cal_occasion", [dict(kind="节日", name=n, platform="", from_day=d, to_day=d, source="") for n, ds in FEST.items() for d in ds])
fill("cal_day", [dict(day=dt.date(2024, 1, 1) + D(i)) for i in range(1300)])
fill("dim_channel", [dict(channel=c, kind="", platform=p, shop=c) for c, p, _ in CHANNELS])
fill("dim_sku", [dict(sku=i[0], name=i[1], spec=i[2], category=i[3], unit=i[4], case_size=i[5], cost_fen=i[6], list_price_fen=i[7],
                      shelf_days=i[8], season=i[9], known=True, is_bundle=False, is_packaging=i[3] == "包材") for i in ITEMS])
fill("cur_promotions", [
    dict(promo_id="1", name="中秋预热", platform="天猫", from_day="2026-08-20", to_day="2026-08-31", sku=None, category="月饼", mechanic="直降"),
    dict(promo_id="1", name="中秋预热", platform="天猫", from_day="2026-08-20", to_day="2026-08-31", sku=None, category="礼盒", mechanic="直降"),
    dict(promo_id="2", name="中秋大促", platform="天猫", from_day="2026-09-08", to_day="2026-09-22", sku=None, category="月饼", mechanic="满减"),
    dict(promo_id="2", name="中秋大促", platform="天猫", from_day="2026-09-08", to_day="2026-09-22", sku=None, category="礼盒", mechanic="满减"),
    dict(promo_id="3", name="夏日糕点", platform="拼多多", from_day="2026-08-05", to_day="2026-08-12", sku="GD1001", category=None, mechanic="补贴")])

OUT = {("GD1001", ASOF - D(n)) for n in (3, 4, 5)} | {("YB1004", ASOF - D(n)) for n in (10, 11)} | {("GD1009", dt.date(2026, 7, 14) + D(n)) for n in range(4)}
start, sales, demand, orders = dt.date(2024, 6, 24), [], [], {}
for n in range((ASOF - start).days + 1):
    day = start + D(n)
    for it in ITEMS:
        mean = level(it, day)
        if day.month == 8 and day.year == 2026 and day >= dt.date(2026, 8, 20) and it[9] == "中秋":
            mean *= 1.1
        for ch, _, share in CHANNELS:
            q, out = whole(mean * share), (it[0], day) in OUT
            if out:
                q //= 6
            bulk = 168 if (it[0], day, ch) == ("LH1001", dt.date(2026, 8, 14), "天猫旗舰店") else 0
            if q or out or bulk:
                demand.append(dict(sku=it[0], channel=ch, centre=CENTRE, day=day, qty=q, bulk_qty=bulk, gift_qty=0, cancelled_qty=0, censored=out))
            if q + bulk:
                g = (q + bulk) * int(it[7] * .86)
                o = max(1, (q + bulk) // 2)
                ref = int(g * .024)
                sales.append(dict(sku=it[0], channel=ch, day=day, orders=o, pieces=q + bulk, gmv_fen=g, refund_fen=ref, net_fen=g - ref))
                a = orders.setdefault((ch, day), [0, 0, 0])
                a[0] += o; a[1] += g; a[2] += ref
sales.append(dict(sku="", channel="天猫旗舰店", day=ASOF, orders=11, pieces=11, gmv_fen=126160, refund_fen=0, net_fen=126160))
orders[("天猫旗舰店", ASOF)][1] += 126160
fill("fct_sales_day", sales); fill("fct_demand_day", demand)
fill("fct_order_day", [dict(channel=c, day=d, orders=v[0], gmv_fen=v[1], refund_fen=v[2], net_fen=v[1] - v[2], freight_fen=0) for (c, d), v in orders.items()])
fill("cur_targets", [dict(period_kind="月", period="2026-08", channel=c, category="", revenue=r * 100, qty=0) for c, r in
                     (("天猫", 360000), ("京东", 192000), ("抖音", 161000), ("拼多多", 138000), ("有赞", 56000), ("区域代理", 52500))]
     + [dict(period_kind="季节", period="2026中秋", channel="", category="月饼", revenue=118000000, qty=0),
        dict(period_kind="季节", period="2026中秋", channel="", category="礼盒", revenue=262000000, qty=0),
        dict(period_kind="年", period="2026", channel="", category="", revenue=3200000000, qty=0)])

fc, wk, ser, sco = [], [], [], []
WHY = {"seasonal": ("seasonal", lambda i: dict(Festival=i[9], Days="32", Season="41,000", WAPE="19.0%", Hand="31.2%")),
       "year-round": ("year-round", lambda i: dict(Model="0.5·Theta+0.5·ETS(A,N,A)", WAPE="15.0%", Hand="24.8%")),
       "intermittent": ("intermittent", lambda i: dict(Interval="2.1", Model="TSB", WAPE="72.0%", Hand="98.0%"))}
for it in ITEMS:
    if it[3] == "包材":
        continue
    cls = "seasonal" if it[9] != "常年" else ("intermittent" if it[10] < 10 else "year-round")
    model = {"seasonal": "SeasonCurve×Level", "year-round": "0.5·Theta+0.5·ETS(A,N,A)", "intermittent": "TSB"}[cls]
    for ch, share in [("", 1.0)] + [(c, s) for c, _, s in CHANNELS]:
        days, spread = [], (.1 if ch == "" else .16)
        for h in range(56):
            day = TODAY + D(h)
            m = level(it, day) * share * (1.1 if it[9] == "中秋" and (day <= dt.date(2026, 8, 31) or dt.date(2026, 9, 8) <= day <= dt.date(2026, 9, 22)) else 1)
            s = math.sqrt(m) + m * (spread + .0035 * h)
            q = lambda z: max(0.0, round(m + z * s, 3))
            row = dict(run_id=RUN, sku=it[0], channel=ch, centre="", day=day, lead=h + 1, mean=round(m, 3), p05=q(-1.64), p10=q(-1.28), p25=q(-.67), p50=q(-.03), p75=q(.67), p90=q(1.28), p95=q(1.64))
            fc.append(row); days.append(row)
        for w in range(8):
            m = sum(r["mean"] for r in days[w * 7:w * 7 + 7])
            s = 1.6 * math.sqrt(m) + m * (spread + .02 * w) * .8
            wk.append(dict(run_id=RUN, sku=it[0], channel=ch, centre="", week_no=w + 1, from_day=TODAY + D(7 * w), mean=round(m, 3), p10=round(max(0, m - 1.28 * s), 3), p50=round(max(0, m - .04 * s), 3), p90=round(m + 1.28 * s, 3)))
        base = {"seasonal": .19, "year-round": .15, "intermittent": .72}[cls] * R.uniform(.85, 1.25) * (1 if ch == "" else 1.2)
        rank = [("zhiwei", base, .02, 81.0), ("LunarNaive", base * R.uniform(1.2, 1.5), -.064, None), ("Hand", base * R.uniform(1.3, 1.9), -.118, None), ("sNaive(7)", base * R.uniform(1.5, 2.9), -.2, None)]
        if it[0] in ("GD1007", "ZZ1002"):
            rank[2] = ("Hand", base * .9, -.02, None)
        code, args = WHY[cls]
        ser.append(dict(run_id=RUN, sku=it[0], channel=ch, centre="", **{"class": cls}, model=model, why_code=code, why_args=json.dumps(args(it), ensure_ascii=False), history_days=(ASOF - start).days,
                        censored_days=sum(1 for s, _ in OUT if s == it[0]), mean_28=round(it[10] * share * (.2 if cls == "seasonal" else 1), 3), horizon_mean=round(sum(r["mean"] for r in days) / 56, 3), dropped=""))
        for n, (name, wape, bias, cov) in enumerate(rank):
            sco.append(dict(run_id=RUN, sku=it[0], channel=ch, centre="", model=name, rank=n, wape=round(wape, 4), bias=bias, mase=round(wape * 3.4, 3), rmsse=round(wape * 3.1, 3), wql=round(wape * .8, 4), cover80=None if cov is None else cov / 100, cover95=None, windows=8, days=448))
fill("fct_forecast", fc); fill("fct_forecast_week", wk); fill("fct_series", ser); fill("fct_series_score", sco)
fill("fct_backtest", [dict(run_id=RUN, **{"class": "all"}, lead_band="all", model=m, series=25, windows=8, days=11200, wape=w, bias=b, mase=w * 3.3, rmsse=w * 3, smape=w, wql=w * .8, cover80=.81, cover95=.94, explosions=0)
                      for m, w, b in (("zhiwei", .186, .012), ("LunarNaive", .247, -.064), ("Hand", .312, -.118), ("sNaive(7)", .574, -.402))])

SUP = {"YB": ("GY01", "西溪食品厂", 7), "LH": ("GY01", "西溪食品厂", 7), "GD": ("GY02", "运河糕点加工厂", 3), "BC": ("GY03", "湖滨包装印刷", 18)}
plan, steps, lots, pitem = [], [], [], []
spec = [("BC1001", "past-due", -4, 25, 9800, 900, 8140, 3000, 30, 67230_00, "past-cutoff"), ("YB1002", "today", 0, 10, 12400, 2350, 5380, 2000, 40, 32292_00, ""),
        ("GD1004", "today", 0, 5, 520, 140, 186, 240, 24, 2605_20, ""), ("YB1001", "this-week", 2, 10, 14600, 2900, 6840, 2000, 40, 9180_00, ""),
        ("BC1002", "this-week", 1, 25, 5200, 600, 3150, 50, 50, 840_00, ""), ("GD1002", "this-week", 2, 5, 380, 95, 168, 20, 20, 420_00, ""),
        ("YB1003", "this-week", 3, 10, 9200, 1680, 6480, 2000, 40, 1320_00, ""), ("GD1001", "later", 9, 5, 640, 150, 366, 240, 24, 0, ""),
        ("YB1006", "later", 12, 10, 6100, 1240, 5200, 2000, 48, 0, ""), ("GD1006", "later", 15, 5, 410, 90, 300, 100, 20, 0, ""),
        ("GD1005", "watch", 0, 5, 190, 60, 64, 240, 24, 516_60, "moq-over-shelf-life"), ("GD1003", "watch", 0, 5, 590, 130, 1460, 240, 24, 0, "")]
by = {i[0]: i for i in ITEMS}
for n, (sku, urg, late, win, mean, ss, pos, moq, case, lost, exc) in enumerate(spec, 1):
    it, (sup, sname, lead) = by[sku], SUP[sku[:2]]
    need, cap = mean + ss - pos, 168 if exc.startswith("moq") else -1
    qty = 0 if need <= 0 or exc.startswith("moq") else -(-max(need, moq) // case) * case
    due = TODAY + D(late)
    valid = 6000 if sku == "BC1001" else 0
    over = 96 if sku == "GD1001" else 0
    plan.append(dict(run_id=RUN, line=n, sku=sku, supplier=sup, centre=CENTRE, urgency=urg, on_hand=pos - valid, allocated=0, on_order_valid=valid, on_order_overdue=over, no_sell=0,
                     daily_7=mean / win, daily_28=mean / win, review_days=win - lead, lead_days=lead, window_mean=mean, safety_stock=ss, order_up_to=mean + ss, stock_position=pos, need=need, moq=moq, case_size=case,
                     shelf_cap=cap, qty=qty, cases=qty // case, excess=max(0, qty - max(0, need)), cover_before=pos / (mean / win), cover_after=(pos + qty) / (mean / win), need_date=due + D(lead), latest_order=due, arrives=TODAY + D(lead),
                     life_at_arrival=-1, price_fen=it[6], amount_fen=qty * it[6], profit_per_yuan=.6, stockout_prob=.9 if lost else .12, leftover_prob=.05, lost_fen=lost, exception=exc))
    for k, (code, amount, unit, source) in enumerate((("window-days", win, "days", "rule"), ("window-mean", mean, "pieces", "forecast"), ("safety-stock", ss, "pieces", "forecast"), ("order-up-to", mean + ss, "pieces", "forecast"),
                                                     ("on-hand", pos - valid, "pieces", "stock"), ("on-order", valid, "pieces", "supply"), ("allocated", 0, "pieces", "stock"), ("position", pos, "pieces", "stock"),
                                                     ("need", need, "pieces", "rule"), ("moq", moq, "pieces", "entered"), ("case", case, "pieces", "entered"), ("quantity", qty, "pieces", "rule")), 1):
        steps.append(dict(run_id=RUN, line=n, step=k, code=code, amount=amount, unit=unit, source=source))
    lots.append(dict(sku=sku, centre=CENTRE, lot="20260810", qty=pos - valid, allocated=0, sellable=True, day=ASOF))
    pitem.append(dict(sku=sku, supplier=sup, centre=CENTRE, supplier_name=sname, moq=moq, order_multiple=case, price_fen=it[6], lead_days=lead, list_price_fen=it[7]))
lots += [dict(sku="ZZ1001", centre=CENTRE, lot="20260501", qty=2100, allocated=0, sellable=True, day=ASOF), dict(sku="LH1001", centre=CENTRE, lot="20260815", qty=5200, allocated=0, sellable=True, day=ASOF)]
fill("fct_plan_line", plan); fill("fct_plan_step", steps); fill("pln_lot", lots); fill("pln_item", pitem)
fill("pln_supply", [dict(sku="GD1001", supplier="GY02", centre=CENTRE, po_no="CG-20260724-002", ordered="2026-07-24", promised="2026-07-28", open_qty=96, valid=False, overdue_days=27),
                    dict(sku="BC1001", supplier="GY03", centre=CENTRE, po_no="CG-20260811-004", ordered="2026-08-11", promised="2026-09-02", open_qty=6000, valid=True, overdue_days=0)])

files = [("a1", "ExportOrderList202608240712.xlsx", "orders", "taobao", "天猫旗舰店", "order", 12846, 9523, 1204, 2118, 1, 0, 202960260, 161248040, 0),
         ("a2", "ExportOrderDetailList202608240713.xlsx", "orders", "taobao", "天猫旗舰店", "line", 17392, 12897, 1630, 2864, 1, 0, 202960260, 161248040, 0),
         ("a3", "京东_订单_20260824.csv", "orders", "jd", "京东自营", "line", 9120, 7805, 0, 1312, 0, 3, 101185270, 88412660, 28600),
         ("a4", "抖音_订单_20260824.csv", "orders", "douyin", "抖音直播", "line", 8365, 7157, 240, 960, 2, 6, 80361940, 70235820, 50482),
         ("a5", "orders_export2026-08-24-07-20-05.csv", "orders", "pinduoduo", "拼多多", "order", 6214, 5505, 0, 705, 0, 4, 35524680, 31889010, 17620),
         ("a6", "企业团购_202608.xlsx", "orders", "mapping", "区域代理", "line", 312, 306, 0, 0, 3, 3, 51566000, 50672000, 894000),
         ("a7", "库存批次_20260824.xlsx", "stock_lots", "", "", "table", 612, 611, 0, 0, 1, 0, 0, 0, 0)]
fill("raw_file", [dict(file_sha=f[0], part="", name=f[1], kind=f[1][-4:].strip("."), profile=f[2], platform=f[3], shop=f[4], level=f[5], records=f[6], accepted=f[7], duplicate=f[8], superseded=f[9], skipped=f[10], quarantined=f[11],
                       records_fen=f[12], accepted_fen=f[13], duplicate_fen=0, superseded_fen=f[12] - f[13] - f[14], skipped_fen=0, quarantined_fen=f[14], waiting=0, subcent=0, warnings=0) for f in files])
held = [("a6", 288, "企业团购二部", "店铺", "unknown-shop", "团购二部", 520000), ("a6", 290, "企业团购二部", "店铺", "unknown-shop", "团购二部", 250000), ("a6", 301, "企业团购二部", "店铺", "unknown-shop", "团购二部", 124000)]
held += [("a4", 2207 + 31 * n, "抖音直播", "订单状态", "unknown-status", "预约发货中", 50480 // 6 + (4 if n == 0 else 0)) for n in range(6)]
held += [("a3", 4410 + 7 * n, "京东自营", "数量", "bad-qty", "1.5", 28600 // 3 + (1 if n == 0 else 0)) for n in range(3)]
held += [("a5", 5120 + n, "拼多多", "店铺优惠折扣(元)", "bad-money", "#VALUE!", 4405) for n in range(4)]
name_of = {f[0]: f[1] for f in files}
fill("quarantine", [dict(file_sha=h[0], name=name_of[h[0]], sheet="Sheet1" if name_of[h[0]].endswith("xlsx") else "", src_line=h[1], byte_offset=0, platform="", shop=h[2], column_name=h[3], code=h[4], value_text=h[5], row_text="", amount_fen=h[6], counts=True) for h in held])
fill("stg_line", [dict(platform="天猫", shop="天猫旗舰店", channel="天猫旗舰店", sku="", sku_code="TY-LH-8P-NEW", title="中秋团圆月饼礼盒 8 枚装", gmv_fen=126160 // 11 + (126160 % 11 if n == 0 else 0), file_sha="a2", sheet="Sheet1", src_line=8841 + n) for n in range(11)])
fill("fct_check", [dict(run_id=RUN, code=c, subject=s, severity=v, passed=p, count=n, amount_fen=a, detail=t) for c, s, v, p, n, a, t in (
    ("moq-all-one", "GY02", "warn", False, 2, 0, ""), ("orders-without-items", "天猫旗舰店", "warn", False, 1, 69120, ""), ("quarantined", "", "warn", False, 16, 990702, ""),
    ("unmapped-share", "", "stop", True, 11, 126160, ""), ("days-without-orders", "", "warn", True, 0, 0, ""), ("negative-stock", "", "warn", True, 0, 0, ""), ("stale-stock", "", "warn", True, 0, 0, ""))])

prev, older, fest = FEST["中秋"][1], FEST["中秋"][0], FEST["中秋"][2]
week = ASOF - D(ASOF.weekday())
prev_ = lambda d: d - (fest - prev)
PARAMS = {
    "page_header": [[""]], "page_festival": [[TODAY, TODAY]],
    "page_ruler": [["中秋", RUN, fest - D(62), fest + D(2), (fest - prev).days]],
    "page_promotions": [[dt.date(2024, 1, 1), dt.date(2027, 12, 31)]],
    "page_home_days": [[start, ASOF]], "page_home_margin": [[week - D(7), ASOF]],
    "page_home_cells": {"week": [week, ASOF], "month": [ASOF.replace(day=1), ASOF], "season": [fest - D(67), ASOF],
        "month-past": [prev_(ASOF.replace(day=1)), prev_(ASOF)], "month-whole": [prev_(ASOF.replace(day=1)), prev_(dt.date(2026, 8, 31))],
        "season-past": [prev_(fest - D(67)), prev_(ASOF)], "season-whole": [prev_(fest - D(67)), prev_(fest)]},
    "page_home_channels": {"week": [week, ASOF]},
    "page_home_targets": [[]], "page_home_stock": [[ASOF - D(27), ASOF]], "page_home_scores": [[RUN]],
    "page_home_overdue": [[]], "page_home_stockouts": [[ASOF - D(27), ASOF, 28]], "page_home_weak": [[RUN]],
    "page_series_list": [[RUN, RUN]], "page_series_history": {"total": ["", "", start], "天猫旗舰店": ["", "天猫旗舰店", dt.date(2026, 6, 1)]},
    "page_series_days": {"total": [RUN, "", ""], "天猫旗舰店": [RUN, "", "天猫旗舰店"]}, "page_series_weeks": {"total": [RUN, "", ""], "天猫旗舰店": [RUN, "", "天猫旗舰店"]},
    "page_series_scores": {"total": [RUN, "", ""], "天猫旗舰店": [RUN, "", "天猫旗舰店"]},
    "page_purchase": [[RUN]], "page_purchase_steps": [[RUN]],
    "page_health_files": [[]], "page_health_held": [[]], "page_health_unmapped": [[]], "page_health_checks": [[RUN]], "page_health_shops": [[ASOF - D(27), ASOF]],
}
SHORT = {"VARCHAR": "text", "BIGINT": "int", "INTEGER": "int32", "DOUBLE": "float", "DATE": "day", "BOOLEAN": "flag", "TIMESTAMP": "time", "HUGEINT": "int"}
os.makedirs(os.path.join(HERE, "replay"), exist_ok=True)
asked = {}
for path in sorted(glob.glob(os.path.join(ROOT, "reports/sql/page_*.sql"))):
    name = os.path.splitext(os.path.basename(path))[0]
    sets = PARAMS[name]
    sets = sets if isinstance(sets, dict) else {"": sets[0]}
    for part, args in sets.items():
        rows = con.execute(open(path, encoding="utf-8").read(), args).fetchall()
        types = [t[1] for t in con.execute(f"DESCRIBE SELECT * FROM ({open(path, encoding='utf-8').read()})", args).fetchall()]
        cols = [d[0] for d in con.execute(open(path, encoding="utf-8").read(), args).description]
        head = [f"{c}:{SHORT[t]}" for c, t in zip(cols, types)]
        asked[name + ("-" + part if part else "")] = [str(a) for a in args]
        out = os.path.join(HERE, "replay", name + ("-" + part if part else "") + ".csv")
        with open(out, "w", newline="", encoding="utf-8") as f:
            f.write(",".join(head) + "\n")
            for r in rows:
                f.write(",".join("" if v is None else json.dumps(v, ensure_ascii=False).replace('\\"', '""').replace("\\\\", "\\") if isinstance(v, str) else ("true" if v else "false") if isinstance(v, bool) else repr(v) if isinstance(v, float) else str(v) for v in r) + "\n")
        print(name, part, len(rows), os.path.getsize(out))
with open(os.path.join(HERE, "replay", "args.json"), "w", encoding="utf-8") as f:
    json.dump(asked, f, ensure_ascii=False, indent=1, sort_keys=True)
