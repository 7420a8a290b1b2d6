-- in_people: roles and limits (人员与权限) as the department keeps it; dated versions are kept.
-- grain:  staff, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_people (
    staff              VARCHAR,
    staff_role         VARCHAR,
    scope              VARCHAR,
    approve_up_to      BIGINT,
    signs              VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);
