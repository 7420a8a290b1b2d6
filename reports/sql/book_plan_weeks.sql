-- book_plan_weeks: the weekly quantiles of each item that the plan holds. Parameter: run id.
SELECT w.sku, w.week_no, round(w.p50, 1) AS p50, round(w.p90, 1) AS p90
FROM fct_forecast_week AS w
WHERE w.run_id = ? AND w.channel = '' AND w.centre = '' AND w.week_no BETWEEN 1 AND 8
    AND EXISTS (SELECT 1 FROM fct_plan_line AS p WHERE p.run_id = w.run_id AND p.sku = w.sku)
ORDER BY w.sku, w.week_no
