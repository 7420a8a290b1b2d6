-- book_plan_lines: what the workbook shows of each suggestion beyond the purchase page. Parameter: run id.
SELECT
    p.line,
    coalesce(d.season, '') AS season,
    coalesce(s.class, '') AS class,
    row_number() OVER (PARTITION BY p.sku, p.centre ORDER BY p.line) = 1 AS first_offer,
    p.no_sell,
    round(p.daily_7, 1) AS daily_7,
    round(p.daily_28, 1) AS daily_28,
    round(p.week_1, 1) AS week_1,
    round(p.week_2, 1) AS week_2,
    round(p.week_3, 1) AS week_3,
    round(p.week_4, 1) AS week_4,
    round(p.week_5, 1) AS week_5,
    round(p.week_6, 1) AS week_6,
    round(p.week_7, 1) AS week_7,
    round(p.week_8, 1) AS week_8,
    p.life_at_arrival,
    round(p.profit_per_yuan, 2) AS profit_per_yuan,
    round(p.leftover_prob, 3) AS leftover_prob,
    coalesce(d.list_price_fen, d.cost_fen, 0)::BIGINT AS worth_fen
FROM fct_plan_line AS p
LEFT JOIN dim_sku AS d ON d.sku = p.sku
LEFT JOIN fct_series AS s ON s.run_id = p.run_id AND s.sku = p.sku AND s.channel = '' AND s.centre = ''
WHERE p.run_id = ?
ORDER BY p.line
