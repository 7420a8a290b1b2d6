-- pln_supply: what is still to come of each purchase order; valid unless its promised day has gone by.
-- grain:  po_no, sku, centre
-- needs:  cur_purchase_orders
-- check:  not_null sku, po_no, open_qty
CREATE OR REPLACE TABLE pln_supply AS
SELECT sku, supplier, COALESCE(warehouse, '') AS centre, po_no, ordered, promised,
       CAST(qty - COALESCE(received, 0) AS BIGINT) AS open_qty,
       COALESCE(promised > as_of(), FALSE) AS valid,
       CASE WHEN promised <= as_of() THEN apart(promised, after(as_of(), 1)) ELSE 0 END AS overdue_days
FROM cur_purchase_orders
WHERE qty > COALESCE(received, 0) AND COALESCE(state, '') NOT IN ('草稿', '待审', '完成', '关闭');
