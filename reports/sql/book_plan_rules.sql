-- book_plan_rules: the days between orders and the days to arrival that the plan used, with their origin. Parameter: run id.
SELECT
    p.supplier,
    t.code,
    t.amount,
    t.source,
    count(*)::BIGINT AS lines
FROM fct_plan_step AS t
JOIN fct_plan_line AS p ON p.run_id = t.run_id AND p.line = t.line
WHERE t.run_id = ? AND t.code IN ('lead-days', 'review-days')
GROUP BY p.supplier, t.code, t.amount, t.source
ORDER BY p.supplier, t.code, t.amount, t.source
