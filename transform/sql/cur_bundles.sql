-- cur_bundles: the bill of materials in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  bundle_sku, component_sku
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_bundles AS
SELECT bundle_sku, component_sku, qty, kind, layers, packaging_cost, outer_volume_ml
FROM in_bundles
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_bundles
);
