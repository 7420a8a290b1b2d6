-- page_home_days: orders and money of each day, all channels. Parameters: first day, last day.
SELECT
    day,
    sum(orders)::BIGINT AS orders,
    sum(gmv_fen)::BIGINT AS gmv_fen,
    sum(refund_fen)::BIGINT AS refund_fen
FROM fct_order_day
WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
GROUP BY day
ORDER BY day
