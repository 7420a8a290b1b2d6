-- page_health_unmapped: codes in accepted lines that are no product yet, dearest first, each with the first line it stands in.
SELECT
    u.channel,
    u.sku_code,
    u.title,
    u.rows_found,
    u.gmv_fen,
    coalesce(f.name, '') AS file_name,
    u.sheet,
    u.src_line
FROM (
    SELECT
        coalesce(channel, '') AS channel,
        coalesce(sku_code, '') AS sku_code,
        min(coalesce(title, '')) AS title,
        count(*)::BIGINT AS rows_found,
        coalesce(sum(gmv_fen), 0)::BIGINT AS gmv_fen,
        arg_min(file_sha, (file_sha, sheet, src_line)) AS file_sha,
        arg_min(coalesce(sheet, ''), (file_sha, sheet, src_line)) AS sheet,
        arg_min(src_line, (file_sha, sheet, src_line)) AS src_line
    FROM stg_line
    WHERE coalesce(sku, '') = ''
    GROUP BY coalesce(channel, ''), coalesce(sku_code, '')
) AS u
LEFT JOIN (SELECT file_sha, min(name) AS name FROM raw_file GROUP BY file_sha) AS f ON f.file_sha = u.file_sha
ORDER BY u.gmv_fen DESC, u.sku_code, u.channel
LIMIT 200
