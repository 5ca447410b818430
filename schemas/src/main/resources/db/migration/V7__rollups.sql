-- Roll-ups: what devices did in 5 minutes, an hour and a day, a pure function of the stored samples (io.busbar.rollup). Written by stream-jobs
-- alone. A bucket that could be another than the stored one is in dirty_bucket, at the latest when the job's checkpoint is complete.
--
-- level: 5m and 1h of UTC, 1d from midnight to midnight of the plant's time zone. Hours and days are put together from 5m. Moments inside a bucket
-- are milliseconds after its start. Of each value: how often and what was observed in the bucket, and the sum of value times milliseconds that
-- one held, also one from before; divided by covered_ms it is the mean.

CREATE TABLE soc_rollup (
  bms_id             integer     NOT NULL,
  level              text        NOT NULL CHECK (level IN ('5m', '1h', '1d')),
  bucket             timestamptz NOT NULL,
  until              timestamptz NOT NULL,
  received           integer     NOT NULL,
  expected           integer     NOT NULL,
  voltage_count      integer     NOT NULL,
  voltage_first      integer,
  voltage_first_ms   integer,
  voltage_last       integer,
  voltage_last_ms    integer,
  voltage_min        integer,
  voltage_min_ms     integer,
  voltage_max        integer,
  voltage_max_ms     integer,
  voltage_weighted   bigint      NOT NULL,
  voltage_covered_ms integer     NOT NULL,
  current_count      integer     NOT NULL,
  current_first      integer,
  current_first_ms   integer,
  current_last       integer,
  current_last_ms    integer,
  current_min        integer,
  current_min_ms     integer,
  current_max        integer,
  current_max_ms     integer,
  current_weighted   bigint      NOT NULL,
  current_covered_ms integer     NOT NULL,
  soc_count          integer     NOT NULL,
  soc_first          integer,
  soc_first_ms       integer,
  soc_last           integer,
  soc_last_ms        integer,
  soc_min            integer,
  soc_min_ms         integer,
  soc_max            integer,
  soc_max_ms         integer,
  soc_weighted       bigint      NOT NULL,
  soc_covered_ms     integer     NOT NULL,
  energy_in_uj       bigint      NOT NULL,
  energy_out_uj      bigint      NOT NULL,
  charge_in_uc       bigint      NOT NULL,
  charge_out_uc      bigint      NOT NULL,
  power_covered_ms   integer     NOT NULL,
  PRIMARY KEY (bms_id, level, bucket),
  CHECK (bucket < until)
);
COMMENT ON COLUMN soc_rollup.voltage_first IS 'mV';
COMMENT ON COLUMN soc_rollup.current_first IS 'mA, positive when charging';
COMMENT ON COLUMN soc_rollup.soc_first IS '0.001 %';
COMMENT ON COLUMN soc_rollup.energy_in_uj IS 'microjoules; 3.6e9 are a watt-hour';
COMMENT ON COLUMN soc_rollup.charge_in_uc IS 'microcoulombs; 3.6e9 are an ampere-hour';
COMMENT ON COLUMN soc_rollup.power_covered_ms IS 'the time between samples that have voltage and current and are no gap apart';

CREATE TABLE pack_rollup (
  pack_id         integer     NOT NULL,
  level           text        NOT NULL CHECK (level IN ('5m', '1h', '1d')),
  bucket          timestamptz NOT NULL,
  until           timestamptz NOT NULL,
  received        integer     NOT NULL,
  expected        integer     NOT NULL,
  max_cell        smallint,
  min_cell        smallint,
  diff_count      integer     NOT NULL,
  diff_first      integer,
  diff_first_ms   integer,
  diff_last       integer,
  diff_last_ms    integer,
  diff_min        integer,
  diff_min_ms     integer,
  diff_max        integer,
  diff_max_ms     integer,
  diff_weighted   bigint      NOT NULL,
  diff_covered_ms integer     NOT NULL,
  diff_p95_mv     smallint,
  distribution    bytea       NOT NULL,
  cells_used      smallint    NOT NULL,
  cells_expected  smallint    NOT NULL,
  PRIMARY KEY (pack_id, level, bucket),
  CHECK (bucket < until)
);
COMMENT ON COLUMN pack_rollup.diff_max IS 'mV; max_cell and min_cell are the cells of that moment';
COMMENT ON COLUMN pack_rollup.distribution IS 'how often each differential occurred, see io.busbar.rollup.Distribution';
COMMENT ON COLUMN pack_rollup.cells_used IS 'the fewest of a sample';
COMMENT ON COLUMN pack_rollup.cells_expected IS 'the most of a sample';

-- Buckets that are to be computed again, with what was known of the logger.
CREATE TABLE dirty_bucket (
  device_id        integer     NOT NULL,
  level            text        NOT NULL CHECK (level IN ('5m', '1h', '1d')),
  bucket           timestamptz NOT NULL,
  interval_seconds integer     NOT NULL,
  zone             text        NOT NULL,
  PRIMARY KEY (device_id, level, bucket)
);

-- What the stream job must know of the loggers that are registered already.
INSERT INTO outbox (topic, key, value)
SELECT 'logger-settings', l.serial_number, convert_to(json_build_object('sn', l.serial_number,
         'uploadIntervalSeconds', l.upload_interval_seconds, 'zone', coalesce(p.zone, l.zone))::text, 'UTF8')
FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity' LEFT JOIN plant p ON p.id = lp.plant_id
ORDER BY l.id;
