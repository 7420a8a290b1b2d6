-- unmapped-share: money of the last 28 days on codes without a SKU, above the share at which the chain stops; detail is the whole money.
-- severity: stop
SELECT '' AS subject, codes AS count, fen AS amount_fen, CAST(total AS VARCHAR) AS detail
FROM (
    SELECT count(DISTINCT CASE WHEN sku = '' AND NOT is_gift THEN sku_code END) AS codes,
           CAST(COALESCE(sum(CASE WHEN sku = '' AND NOT is_gift THEN gmv_fen END), 0) AS BIGINT) AS fen,
           CAST(COALESCE(sum(gmv_fen), 0) AS BIGINT) AS total
    FROM stg_line
    WHERE counts_as_sale AND line_id <> '' AND paid_day > after(as_of(), -28)
) AS recent
WHERE CAST(fen AS DOUBLE) * 1000000 > CAST(? AS DOUBLE) * total
