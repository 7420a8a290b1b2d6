-- bom_span: each row of each version of the bill of materials with the days it holds for; the first version also holds before its day.
-- grain:  bundle_sku, component_sku, from_day
-- needs:
-- check:  unique grain
-- check:  none qty <= 0
CREATE OR REPLACE TABLE bom_span AS
WITH version AS (
    SELECT valid_from, ROW_NUMBER() OVER (ORDER BY valid_from) AS n
    FROM (SELECT DISTINCT valid_from FROM in_bundles) AS each_version
)
SELECT
    b.bundle_sku, b.component_sku, b.qty, b.kind,
    CASE WHEN this.n = 1 THEN CAST('1900-01-01' AS DATE) ELSE this.valid_from END AS from_day,
    COALESCE(after(later.valid_from, -1), CAST('9999-12-31' AS DATE)) AS to_day
FROM in_bundles AS b
JOIN version AS this ON this.valid_from = b.valid_from
LEFT JOIN version AS later ON later.n = this.n + 1;
