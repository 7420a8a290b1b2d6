-- page_purchase_steps: how each suggestion was calculated. Parameter: run id.
SELECT
    line,
    step,
    code,
    amount,
    unit,
    source
FROM fct_plan_step
WHERE run_id = ?
ORDER BY line, step
