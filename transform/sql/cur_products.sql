-- cur_products: the product master in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  sku
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_products AS
SELECT sku, name, spec, category, unit, case_size, volume_l, cost, list_price, shelf_days, on_sale_from, on_sale_to, season, substitute_sku, short_life
FROM in_products
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_products
);
