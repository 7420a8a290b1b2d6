-- in_staffing_rates: work rates (人效) as the department keeps it; dated versions are kept.
-- grain:  staff_role, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_staffing_rates (
    staff_role         VARCHAR,
    per_hour           DOUBLE,
    shift_hours        DOUBLE,
    utilisation_pct    DOUBLE,
    enquiries_per_order DOUBLE,
    headcount          BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);
