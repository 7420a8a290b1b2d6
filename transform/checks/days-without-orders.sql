-- days-without-orders: days of the last 90 on which a channel that otherwise sells has no order; detail is the first and the last.
-- severity: warn
SELECT c.channel AS subject, count(*) AS count, CAST(0 AS BIGINT) AS amount_fen, CAST(min(d.day) AS VARCHAR) || '/' || CAST(max(d.day) AS VARCHAR) AS detail
FROM (SELECT channel, min(day) AS first_day FROM fct_order_day GROUP BY channel
      HAVING count(DISTINCT CASE WHEN day > after(as_of(), -90) THEN day END) >= 45) AS c
JOIN (SELECT day FROM cal_day UNION SELECT day FROM fct_order_day) AS d
    ON d.day > after(as_of(), -90) AND d.day <= as_of() AND d.day >= c.first_day
WHERE NOT EXISTS (SELECT 1 FROM fct_order_day AS f WHERE f.channel = c.channel AND f.day = d.day)
GROUP BY c.channel
