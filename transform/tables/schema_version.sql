-- schema_version: the version of the base tables, one row a step taken.
-- grain:  version
CREATE TABLE IF NOT EXISTS schema_version (
    version INTEGER
);
