-- page_home_cells: money per channel and category of a span; category '' is money without a product. Parameters: first day, last day.
SELECT
    s.channel,
    coalesce(c.platform, '') AS platform,
    coalesce(d.category, '') AS category,
    sum(s.gmv_fen)::BIGINT AS gmv_fen
FROM fct_sales_day AS s
LEFT JOIN dim_sku AS d ON d.sku = s.sku
LEFT JOIN (SELECT channel, min(platform) AS platform FROM dim_channel GROUP BY channel) AS c ON c.channel = s.channel
WHERE s.day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
GROUP BY s.channel, coalesce(c.platform, ''), coalesce(d.category, '')
ORDER BY s.channel, category
