-- dim_channel: the department's channel of each shop that orders or the channels table name; a shop without a row is its own channel.
-- grain:  channel, platform, shop
-- needs:  cur_channels
-- check:  unique grain
-- check:  not_null channel
CREATE OR REPLACE TABLE dim_channel AS
WITH platform_name (word, platform) AS (
    VALUES ('天猫', 'taobao'), ('淘宝', 'taobao'), ('京东', 'jd'), ('拼多多', 'pinduoduo'), ('抖音', 'douyin'), ('抖店', 'douyin'),
           ('有赞', 'youzan'), ('快手', 'kuaishou'), ('小红书', 'xiaohongshu'), ('微信', 'wechat'), ('视频号', 'wechat'), ('批发', 'wholesale')
),
kept AS (
    SELECT c.channel, c.kind, COALESCE(n.platform, c.platform, '') AS platform, COALESCE(c.shop, '') AS shop,
           c.commission_pct, c.settle_days, c.bulk_from
    FROM cur_channels AS c
    LEFT JOIN platform_name AS n ON n.word = c.platform
),
seen AS (
    SELECT platform, shop FROM raw_order
    UNION
    SELECT platform, shop FROM raw_order_line
),
ranked AS (
    SELECT s.platform, s.shop, k.channel, k.kind, k.commission_pct, k.settle_days, k.bulk_from,
           ROW_NUMBER() OVER (
               PARTITION BY s.platform, s.shop
               ORDER BY CASE WHEN k.platform = s.platform THEN 0 ELSE 1 END,
                        CASE WHEN k.channel = s.shop THEN 0 ELSE 1 END, k.channel
           ) AS n
    FROM seen AS s
    LEFT JOIN kept AS k
        ON (k.channel = s.shop OR (k.shop = s.shop AND k.platform IN (s.platform, '')))
)
SELECT
    COALESCE(channel, CASE WHEN shop = '' THEN platform ELSE shop END) AS channel,
    COALESCE(kind, '') AS kind, platform, shop, commission_pct, settle_days, bulk_from
FROM ranked
WHERE n = 1
UNION ALL
SELECT k.channel, COALESCE(k.kind, ''), k.platform, k.shop, k.commission_pct, k.settle_days, k.bulk_from
FROM kept AS k
WHERE NOT EXISTS (SELECT 1 FROM ranked AS r WHERE r.channel = k.channel AND r.n = 1);
