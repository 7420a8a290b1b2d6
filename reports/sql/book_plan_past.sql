-- book_plan_past: what was asked for of each planned item in the last weeks, for its class by value and steadiness. Parameters: first day, run id, first day, last day.
SELECT
    d.sku,
    CAST(floor((d.day - CAST(? AS DATE)) / 7) AS INTEGER) AS week,
    sum(d.qty)::BIGINT AS qty
FROM fct_demand_day AS d
WHERE EXISTS (SELECT 1 FROM fct_plan_line AS p WHERE p.run_id = ? AND p.sku = d.sku) AND d.day BETWEEN ? AND ?
GROUP BY d.sku, week
ORDER BY d.sku, week
