-- stg_line: order lines joined with their order: state, days, stream and money settled; orders without items have one row with an empty line_id.
-- Lines that wait for their order file are left out (check "waiting-lines" counts them); lines without a file's own key may share line_id.
-- grain:  platform, shop, order_id, line_id, file_sha, sheet, src_line
-- needs:  dim_channel, pay_share, refund_share
-- check:  unique grain
-- check:  not_null channel, pieces, gmv_fen, refund_fen
-- check:  none counts_as_demand AND NOT counts_as_sale
-- check:  none refund_fen > gmv_fen AND gmv_fen > 0
CREATE OR REPLACE TABLE stg_line AS
WITH delivered_by_day (platform) AS (
    VALUES ('youzan'), ('meituan'), ('ctrip')
),
joined AS (
    SELECT
        l.platform, l.shop, l.order_id, l.line_id, l.sku, l.sku_code, l.title,
        CASE WHEN l.sku = '' THEN l.qty ELSE l.qty * l.sku_qty END AS pieces,
        COALESCE(l.paid_at, CASE l.paid_mark WHEN 2 THEN l.created_at WHEN 3 THEN l.shipped_at END,
                 h.paid_at, CASE h.paid_mark WHEN 2 THEN h.created_at WHEN 3 THEN h.shipped_at END) AS paid_at,
        COALESCE(l.created_at, h.created_at) AS created_at,
        COALESCE(l.shipped_at, h.shipped_at) AS shipped_at,
        COALESCE(l.promised_ship_at, h.promised_ship_at) AS promised_ship_at,
        COALESCE(l.deliver_on, h.deliver_on) AS deliver_on,
        CASE WHEN life(h.status) > life(l.status) THEN h.status ELSE l.status END AS state,
        CASE WHEN l.refund_status = 'none' THEN COALESCE(h.refund_status, 'none') ELSE l.refund_status END AS refund_state,
        l.has_tracking OR COALESCE(h.has_tracking, FALSE) AS has_tracking,
        CASE WHEN l.has_line_paid THEN l.line_paid ELSE COALESCE(p.fen, l.line_amount) END AS money,
        CASE WHEN l.refund_amount <> 0 THEN l.refund_amount END AS own_refund,
        l.line_amount < 0 AS is_credit, -- a line that gives back what another order sold
        r.fen AS shared_refund,
        l.is_gift, l.is_presale OR COALESCE(h.is_presale, FALSE) AS is_presale,
        CASE WHEN l.exclude_reason <> '' THEN l.exclude_reason ELSE COALESCE(h.exclude_reason, '') END AS exclude_reason,
        COALESCE(h.province, '') AS province, COALESCE(h.city, '') AS city,
        CASE WHEN l.warehouse <> '' THEN l.warehouse ELSE COALESCE(h.warehouse, '') END AS warehouse,
        l.currency, l.file_sha, l.sheet, l.src_line,
        h.order_id IS NULL AND l.paid_at IS NULL AND l.paid_mark = 0 AS waits
    FROM raw_order_line AS l
    LEFT JOIN raw_order AS h ON h.platform = l.platform AND h.shop = l.shop AND h.order_id = l.order_id
    LEFT JOIN pay_share AS p
        ON p.platform = l.platform AND p.shop = l.shop AND p.order_id = l.order_id
       AND p.line_id = l.line_id AND p.file_sha = l.file_sha AND p.sheet = l.sheet AND p.src_line = l.src_line
    LEFT JOIN refund_share AS r
        ON r.platform = l.platform AND r.shop = l.shop AND r.order_id = l.order_id
       AND r.line_id = l.line_id AND r.file_sha = l.file_sha AND r.sheet = l.sheet AND r.src_line = l.src_line
    UNION ALL
    SELECT
        h.platform, h.shop, h.order_id, '', '', '', '', 0,
        COALESCE(h.paid_at, CASE h.paid_mark WHEN 2 THEN h.created_at WHEN 3 THEN h.shipped_at END),
        h.created_at, h.shipped_at, h.promised_ship_at, h.deliver_on, h.status, h.refund_status, h.has_tracking, h.order_paid,
        CASE WHEN h.refund_amount > 0 AND NOT (h.refund_status = 'none' AND life(h.status) < 6 AND h.order_total - h.order_paid = h.refund_amount)
             THEN h.refund_amount END,
        FALSE, NULL, FALSE, h.is_presale, h.exclude_reason, h.province, h.city, h.warehouse, h.currency, h.file_sha, h.sheet, h.src_line, FALSE
    FROM raw_order AS h
    WHERE NOT EXISTS (
        SELECT 1 FROM raw_order_line AS l
        WHERE l.platform = h.platform AND l.shop = h.shop AND l.order_id = h.order_id
    )
),
decided AS (
    SELECT *,
        paid_at IS NOT NULL AND state <> 'unpaid' AS paid,
        CAST(paid_at AS DATE) AS paid_day,
        state IN ('closed', 'cancelled', 'refunded') OR refund_state = 'refunded' AS returned,
        state = 'cancelled' OR (
            (state IN ('closed', 'refunded') OR refund_state = 'refunded')
            AND NOT has_tracking AND shipped_at IS NULL AND state NOT IN ('part_shipped', 'shipped', 'completed')
        ) AS undone
    FROM joined
    WHERE NOT waits AND CAST(COALESCE(paid_at, created_at, shipped_at, CAST('1900-01-01' AS TIMESTAMP)) AS DATE) <= as_of()
),
named AS (
    SELECT d.*, c.channel,
        CASE WHEN d.is_gift THEN 'gift'
             WHEN c.kind = '批发' THEN 'wholesale'
             WHEN c.kind = '团购' OR d.pieces >= c.bulk_from THEN 'bulk'
             ELSE 'retail' END AS stream,
        d.paid AND d.exclude_reason = '' AS sale,
        CASE WHEN b.platform IS NOT NULL AND d.deliver_on IS NOT NULL THEN CAST(d.deliver_on AS DATE)
             WHEN d.is_presale AND d.promised_ship_at IS NOT NULL THEN CAST(d.promised_ship_at AS DATE)
             ELSE d.paid_day END AS demand_day
    FROM decided AS d
    JOIN dim_channel AS c ON c.platform = d.platform AND c.shop = d.shop
    LEFT JOIN delivered_by_day AS b ON b.platform = d.platform
)
SELECT
    platform, shop, channel, stream, order_id, line_id, sku, sku_code, title, CAST(pieces AS BIGINT) AS pieces,
    paid_at, paid_day, demand_day, shipped_at, state, refund_state,
    CASE WHEN sale THEN money ELSE 0 END AS gmv_fen,
    CASE WHEN NOT sale THEN 0
         WHEN own_refund IS NOT NULL AND (own_refund <= money OR is_credit) THEN own_refund
         WHEN own_refund IS NOT NULL OR returned THEN money
         ELSE COALESCE(shared_refund, 0) END AS refund_fen,
    is_gift, is_presale, sale AS counts_as_sale,
    sale AND NOT undone AND NOT is_gift AND sku <> '' AND line_id <> '' AS counts_as_demand,
    CASE WHEN exclude_reason <> '' THEN exclude_reason
         WHEN NOT paid THEN 'unpaid'
         WHEN state = 'cancelled' THEN 'cancelled'
         WHEN undone THEN 'refunded-before-shipping'
         WHEN line_id = '' THEN 'no-items'
         WHEN is_gift THEN 'gift'
         WHEN sku = '' THEN 'no-sku'
         ELSE '' END AS exclude_reason,
    province, city, warehouse, currency, file_sha, sheet, src_line
FROM named;
