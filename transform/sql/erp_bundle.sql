-- erp_bundle: lines that an ERP system already exploded out of a bundle and says so.
-- grain:  platform, shop, order_id, line_id
-- needs:
CREATE OR REPLACE TABLE erp_bundle AS
SELECT DISTINCT platform, shop, order_id, line_id
FROM raw_order_line
WHERE bundle_code <> '';
