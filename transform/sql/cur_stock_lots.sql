-- cur_stock_lots: the newest stock snapshot of each warehouse up to as_of().
-- grain:  day, warehouse, sku, lot, kind
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_stock_lots AS
SELECT l.day, l.warehouse, l.sku, l.lot, l.produced, l.expires, l.qty, l.kind, l.allocated
FROM in_stock_lots AS l
JOIN (
    SELECT warehouse, max(day) AS day
    FROM in_stock_lots
    WHERE day <= as_of()
    GROUP BY warehouse
) AS newest ON newest.warehouse = l.warehouse AND newest.day = l.day;
