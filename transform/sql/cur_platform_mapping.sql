-- cur_platform_mapping: the platform mapping in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  platform, shop, platform_code
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_platform_mapping AS
SELECT platform, shop, platform_code, platform_spec, sku, qty
FROM in_platform_mapping
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_platform_mapping
);
