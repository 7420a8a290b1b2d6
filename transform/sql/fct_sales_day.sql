-- fct_sales_day: pieces and money by SKU as sold (bundles whole), channel and payment day; sku '' are lines without a SKU.
-- grain:  sku, channel, day
-- needs:  stg_line
-- check:  unique grain
-- check:  not_null sku, day
-- check:  sum gmv_fen = stg_line.gmv_fen where counts_as_sale
-- check:  sum refund_fen = stg_line.refund_fen where counts_as_sale
CREATE OR REPLACE TABLE fct_sales_day AS
SELECT
    sku, channel, paid_day AS day,
    count(DISTINCT order_id) AS orders,
    CAST(sum(CASE WHEN stream = 'gift' THEN 0 ELSE pieces END) AS BIGINT) AS pieces,
    CAST(sum(gmv_fen) AS BIGINT) AS gmv_fen,
    CAST(sum(refund_fen) AS BIGINT) AS refund_fen,
    CAST(sum(gmv_fen - refund_fen) AS BIGINT) AS net_fen
FROM stg_line
WHERE counts_as_sale
GROUP BY sku, channel, paid_day;
