-- cur_purchase_orders: the purchase orders on the way in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  po_no, sku, warehouse
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_purchase_orders AS
SELECT po_no, supplier, sku, warehouse, ordered, promised, qty, received, prepaid, state
FROM in_purchase_orders
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_purchase_orders
);
