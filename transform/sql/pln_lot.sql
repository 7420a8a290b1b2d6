-- pln_lot: stock by lot at its newest snapshot.
-- grain:  sku, centre, lot, sellable, expires, kind
-- needs:  cur_stock_lots
-- check:  not_null sku, centre, qty
CREATE OR REPLACE TABLE pln_lot AS
SELECT sku, warehouse AS centre, COALESCE(lot, '') AS lot, produced, expires, qty, COALESCE(allocated, 0) AS allocated,
       kind IN ('正品', 'ZP', '') AS sellable, day
FROM cur_stock_lots;
