-- page_health_files: the proof of each imported table: where every record and every fen of it went.
SELECT
    name,
    part,
    coalesce(profile, '') AS profile,
    coalesce(platform, '') AS platform,
    coalesce(shop, '') AS shop,
    coalesce(level, '') AS level,
    records,
    accepted,
    duplicate,
    superseded,
    skipped,
    quarantined,
    records_fen,
    accepted_fen,
    duplicate_fen,
    superseded_fen,
    skipped_fen,
    quarantined_fen,
    waiting
FROM raw_file
ORDER BY level = 'table', platform, shop, name, part
