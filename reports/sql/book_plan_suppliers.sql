-- book_plan_suppliers: each supplier of the plan with its terms and its money, the most money first. Parameter: run id.
SELECT
    p.supplier,
    coalesce(nullif(max(s.name), ''), p.supplier) AS name,
    coalesce(max(s.terms), '') AS terms,
    coalesce(max(s.order_weekdays), '') AS order_weekdays,
    coalesce(max(s.credit_days), -1)::BIGINT AS credit_days,
    coalesce(max(s.min_order_value), 0)::BIGINT AS min_order_fen,
    min(p.lead_days) AS lead_from,
    max(p.lead_days) AS lead_to,
    coalesce(sum(p.amount_fen), 0)::BIGINT AS amount_fen
FROM fct_plan_line AS p
LEFT JOIN cur_suppliers AS s ON s.supplier = p.supplier
WHERE p.run_id = ?
GROUP BY p.supplier
ORDER BY p.supplier = '', amount_fen DESC, p.supplier
