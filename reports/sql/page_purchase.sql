-- page_purchase: the purchase suggestions in their own order, with names. Parameter: run id.
SELECT
    p.line,
    p.sku,
    coalesce(d.name, p.sku) AS name,
    coalesce(d.spec, '') AS spec,
    coalesce(d.unit, '') AS unit,
    coalesce(d.category, '') AS category,
    p.supplier,
    coalesce(i.supplier_name, p.supplier) AS supplier_name,
    p.centre,
    p.urgency,
    p.on_hand,
    p.allocated,
    p.on_order_valid,
    p.on_order_overdue,
    p.review_days,
    p.lead_days,
    p.window_mean,
    p.safety_stock,
    p.order_up_to,
    p.stock_position,
    p.need,
    p.moq,
    p.case_size,
    p.shelf_cap,
    p.qty,
    p.cases,
    p.excess,
    p.cover_before,
    p.cover_after,
    p.need_date,
    p.latest_order,
    p.arrives,
    p.price_fen,
    p.amount_fen,
    p.stockout_prob,
    p.lost_fen,
    p.exception
FROM fct_plan_line AS p
LEFT JOIN dim_sku AS d ON d.sku = p.sku
LEFT JOIN (
    SELECT sku, supplier, centre, min(supplier_name) AS supplier_name
    FROM pln_item
    GROUP BY sku, supplier, centre
) AS i ON i.sku = p.sku AND i.supplier = p.supplier AND i.centre = p.centre
WHERE p.run_id = ?
ORDER BY p.line
