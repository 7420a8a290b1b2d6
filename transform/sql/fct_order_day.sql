-- fct_order_day: orders and money by channel and payment day.
-- grain:  channel, day
-- needs:  stg_line
-- check:  unique grain
-- check:  not_null channel, day
-- check:  sum gmv_fen = stg_line.gmv_fen where counts_as_sale
CREATE OR REPLACE TABLE fct_order_day AS
WITH one AS (
    SELECT platform, shop, order_id, channel, min(paid_day) AS day,
           CAST(sum(gmv_fen) AS BIGINT) AS gmv_fen, CAST(sum(refund_fen) AS BIGINT) AS refund_fen
    FROM stg_line
    WHERE counts_as_sale
    GROUP BY platform, shop, order_id, channel
)
SELECT
    o.channel, o.day, count(*) AS orders,
    CAST(sum(o.gmv_fen) AS BIGINT) AS gmv_fen,
    CAST(sum(o.refund_fen) AS BIGINT) AS refund_fen,
    CAST(sum(o.gmv_fen - o.refund_fen) AS BIGINT) AS net_fen,
    CAST(sum(COALESCE(h.freight, 0)) AS BIGINT) AS freight_fen
FROM one AS o
LEFT JOIN raw_order AS h ON h.platform = o.platform AND h.shop = o.shop AND h.order_id = o.order_id
GROUP BY o.channel, o.day;
