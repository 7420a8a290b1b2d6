-- book_plan_supply: what is still to come of each purchase order, the overdue first. Parameter: run id.
SELECT
    s.po_no,
    s.supplier,
    coalesce(n.supplier_name, c.name, s.supplier, '') AS supplier_name,
    s.sku,
    coalesce(d.name, s.sku) AS name,
    coalesce(d.unit, '') AS unit,
    s.centre,
    s.ordered,
    s.promised,
    coalesce(o.qty, s.open_qty)::BIGINT AS qty,
    coalesce(o.received, 0)::BIGINT AS received,
    s.open_qty,
    s.valid,
    coalesce(n.price_fen, d.cost_fen, 0)::BIGINT AS price_fen,
    EXISTS (SELECT 1 FROM fct_plan_line AS p WHERE p.run_id = ? AND p.sku = s.sku) AS in_plan
FROM pln_supply AS s
LEFT JOIN dim_sku AS d ON d.sku = s.sku
LEFT JOIN (
    SELECT po_no, sku, coalesce(warehouse, '') AS centre, sum(qty) AS qty, sum(coalesce(received, 0)) AS received
    FROM cur_purchase_orders
    GROUP BY po_no, sku, coalesce(warehouse, '')
) AS o ON o.po_no = s.po_no AND o.sku = s.sku AND o.centre = s.centre
LEFT JOIN (
    SELECT sku, supplier, min(supplier_name) AS supplier_name, min(price_fen) AS price_fen
    FROM pln_item
    GROUP BY sku, supplier
) AS n ON n.sku = s.sku AND n.supplier = s.supplier
LEFT JOIN cur_suppliers AS c ON c.supplier = s.supplier
ORDER BY s.promised NULLS FIRST, s.po_no, s.sku, s.centre
