-- cur_supplier_items: the suppliers' items in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  supplier, sku, price_from_qty
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_supplier_items AS
SELECT supplier, sku, supplier_code, moq, order_multiple, price_from_qty, price, lead_days, max_qty, last_order_date, returnable_pct
FROM in_supplier_items
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_supplier_items
);
