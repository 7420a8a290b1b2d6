-- book_plan_days: the projection of each line that is to be ordered or to be decided, in blocks of seven days. Parameters: today, run id.
WITH numbered AS (
    SELECT d.*, CAST(floor((d.day - CAST(? AS DATE)) / 7) AS INTEGER) AS week
    FROM fct_plan_day AS d
    JOIN fct_plan_line AS p ON p.run_id = d.run_id AND p.line = d.line
    WHERE d.run_id = ? AND (p.qty > 0 OR p.urgency IN ('past-due', 'today', 'this-week'))
)
SELECT
    line,
    week,
    min(day) AS from_day,
    round(arg_min(start_qty, day)) AS start_qty,
    round(sum(orders)) AS orders,
    round(sum(scheduled)) AS scheduled,
    round(sum(expiry)) AS expiry,
    round(sum(planned)) AS planned,
    round(arg_max(end_qty, day)) AS end_qty,
    round(arg_max(safety_stock, day)) AS safety_stock,
    round(arg_max(promise, day)) AS promise,
    round(sum(release_qty)) AS release_qty
FROM numbered
WHERE week BETWEEN 0 AND 7
GROUP BY line, week
ORDER BY line, week
