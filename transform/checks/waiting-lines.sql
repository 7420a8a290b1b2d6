-- waiting-lines: lines whose file has no payment time, until their order file comes.
-- severity: warn
SELECT l.platform || '/' || l.shop AS subject, count(*) AS count,
       CAST(sum(CASE WHEN l.has_line_paid THEN l.line_paid ELSE l.line_amount END) AS BIGINT) AS amount_fen, min(l.order_id) AS detail
FROM raw_order_line AS l
WHERE l.paid_at IS NULL AND l.paid_mark = 0
  AND NOT EXISTS (SELECT 1 FROM raw_order AS h WHERE h.platform = l.platform AND h.shop = l.shop AND h.order_id = l.order_id)
GROUP BY l.platform, l.shop
