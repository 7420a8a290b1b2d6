-- sold_day: pieces by SKU as planned (bundles exploded once, by the bill of materials of the day), channel, centre and demand day.
-- grain:  sku, channel, centre, day
-- needs:  stg_line, bom_span, erp_bundle
-- check:  unique grain
-- check:  not_null sku, day
CREATE OR REPLACE TABLE sold_day AS
WITH line AS (
    SELECT s.sku, s.channel, s.warehouse AS centre, s.demand_day AS day, e.line_id IS NULL AS whole_bundle,
           CAST(sum(CASE WHEN s.counts_as_demand AND s.stream IN ('retail', 'wholesale') THEN s.pieces ELSE 0 END) AS BIGINT) AS qty,
           CAST(sum(CASE WHEN s.counts_as_demand AND s.stream = 'bulk' THEN s.pieces ELSE 0 END) AS BIGINT) AS bulk_qty,
           CAST(sum(CASE WHEN s.exclude_reason = 'gift' THEN s.pieces ELSE 0 END) AS BIGINT) AS gift_qty,
           CAST(sum(CASE WHEN s.exclude_reason IN ('cancelled', 'refunded-before-shipping') THEN s.pieces ELSE 0 END) AS BIGINT) AS cancelled_qty
    FROM stg_line AS s
    LEFT JOIN erp_bundle AS e
        ON e.platform = s.platform AND e.shop = s.shop AND e.order_id = s.order_id AND e.line_id = s.line_id
    WHERE s.counts_as_sale AND s.sku <> ''
    GROUP BY s.sku, s.channel, s.warehouse, s.demand_day, e.line_id IS NULL
)
SELECT
    COALESCE(b.component_sku, l.sku) AS sku, l.channel, l.centre, l.day,
    CAST(sum(l.qty * COALESCE(b.qty, 1)) AS BIGINT) AS qty,
    CAST(sum(l.bulk_qty * COALESCE(b.qty, 1)) AS BIGINT) AS bulk_qty,
    CAST(sum(l.gift_qty * COALESCE(b.qty, 1)) AS BIGINT) AS gift_qty,
    CAST(sum(l.cancelled_qty * COALESCE(b.qty, 1)) AS BIGINT) AS cancelled_qty
FROM line AS l
LEFT JOIN bom_span AS b ON b.bundle_sku = CASE WHEN l.whole_bundle THEN l.sku END AND l.day BETWEEN b.from_day AND b.to_day
GROUP BY COALESCE(b.component_sku, l.sku), l.channel, l.centre, l.day;
