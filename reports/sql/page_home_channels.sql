-- page_home_channels: orders and money per channel of a span. Parameters: first day, last day.
SELECT
    channel,
    sum(orders)::BIGINT AS orders,
    sum(gmv_fen)::BIGINT AS gmv_fen
FROM fct_order_day
WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
GROUP BY channel
ORDER BY channel
