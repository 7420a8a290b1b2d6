-- page_home_overdue: purchase orders past their promise that no longer count as supply.
SELECT
    s.sku,
    coalesce(d.name, s.sku) AS name,
    coalesce(d.unit, '') AS unit,
    s.po_no,
    s.promised,
    s.overdue_days::INTEGER AS overdue_days,
    s.open_qty,
    (s.open_qty * coalesce(d.cost_fen, 0))::BIGINT AS open_fen
FROM pln_supply AS s
LEFT JOIN dim_sku AS d ON d.sku = s.sku
WHERE s.overdue_days > 0 AND NOT s.valid AND s.open_qty > 0
ORDER BY open_fen DESC, s.po_no, s.sku
