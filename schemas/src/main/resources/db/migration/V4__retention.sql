-- How long samples are kept, and what is left of them afterwards. Retention is off until somebody sets it.
--
-- Of every table, samples before its horizon are not answered any more, whether they are removed already or not. The horizon moves forward by
-- whole days (UTC), in the transaction that freezes the day's buckets and records the file it was exported to.

CREATE TABLE storage_retention (
  table_name   text        PRIMARY KEY,
  keep         interval,
  export_dir   text,
  horizon      timestamptz,
  removed_rows bigint      NOT NULL DEFAULT 0,
  late_rows    bigint      NOT NULL DEFAULT 0,
  last_run_at  timestamptz,
  last_error   text,
  CHECK (keep >= interval '1 day'),
  CHECK (horizon = date_trunc('day', horizon, 'UTC'))
);
COMMENT ON COLUMN storage_retention.keep IS 'null: rows are not removed; a horizon that was reached stays';
COMMENT ON COLUMN storage_retention.export_dir IS 'null: removed without being exported; a folder of the machine that does the upkeep';
COMMENT ON COLUMN storage_retention.late_rows IS 'rows that were found before the horizon after it had passed them: at least so many';

-- What is left behind the horizon, by day: rows and fingerprint of the rows that were frozen and exported and are yet to be removed. Rows
-- beyond these came late.
CREATE TABLE retention_slice (
  table_name  text        NOT NULL REFERENCES storage_retention,
  day         date        NOT NULL,
  rows        bigint      NOT NULL,
  fingerprint bigint      NOT NULL,
  removed_at  timestamptz,
  PRIMARY KEY (table_name, day)
);
COMMENT ON COLUMN retention_slice.fingerprint IS 'the rows'' hashes of key and precedence, combined with xor; 0 without rows';

CREATE TABLE retention_export (
  table_name  text        NOT NULL,
  day         date        NOT NULL,
  file        text        NOT NULL,
  rows        bigint      NOT NULL,
  exported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (table_name, day, file),
  FOREIGN KEY (table_name, day) REFERENCES retention_slice ON DELETE CASCADE
);

-- The buckets of a quarter of an hour of the numbers that were removed: one row per device, series and day (UTC). Where the device changed
-- hands on that day there is a row for each part of it, so that nothing is mixed that not everybody may see.
--
-- The arrays are of equal length, one element per quarter that has something. A quarter with a count of 0 has no value of its own (nulls), but
-- one from before that still held.
CREATE TABLE frozen_bucket (
  device_id  integer     NOT NULL,
  time       timestamptz NOT NULL,
  until      timestamptz NOT NULL,
  series     text        NOT NULL,
  quarter    smallint[]  NOT NULL,
  count      integer[]   NOT NULL,
  min        bigint[]    NOT NULL,
  max        bigint[]    NOT NULL,
  last       bigint[]    NOT NULL,
  last_ms    integer[]   NOT NULL,
  weighted   numeric[]   NOT NULL,
  covered_ms integer[]   NOT NULL,
  PRIMARY KEY (device_id, time, series),
  CHECK (time < until)
);
COMMENT ON COLUMN frozen_bucket.series IS 'a column of pack_sample or bms_sample, such as soc_millipercent or cell_mv[3] for a cell, or a point of point_sample, such as point 1800';
COMMENT ON COLUMN frozen_bucket.quarter IS 'of the day (UTC): 0 to 95';
COMMENT ON COLUMN frozen_bucket.last_ms IS 'when the last value was observed: milliseconds after midnight (UTC)';
COMMENT ON COLUMN frozen_bucket.weighted IS 'sum of value times milliseconds that it held; divided by covered_ms it is the mean';
