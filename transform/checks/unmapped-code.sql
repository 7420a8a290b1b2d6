-- unmapped-code: each code without a SKU, with its lines and money; detail is a title.
-- severity: warn
SELECT platform || '/' || shop || '/' || sku_code AS subject, count(*) AS count, CAST(sum(gmv_fen) AS BIGINT) AS amount_fen, max(title) AS detail
FROM stg_line
WHERE counts_as_sale AND line_id <> '' AND sku = '' AND NOT is_gift
GROUP BY platform, shop, sku_code
