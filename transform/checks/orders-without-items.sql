-- orders-without-items: paid orders without a single item: the item file is missing, or the report has none.
-- severity: warn
SELECT platform || '/' || shop AS subject, count(*) AS count, CAST(sum(gmv_fen) AS BIGINT) AS amount_fen, min(order_id) AS detail
FROM stg_line
WHERE counts_as_sale AND line_id = ''
GROUP BY platform, shop
