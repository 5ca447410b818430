-- Devices and their samples. Written by stream-jobs alone, read by the query API.
--
-- Values are integers at the catalogue's scale. Every sample row keeps the precedence of the frame it came from: a 128-bit key that sorts by
-- (revision, boot id, sequence, content hash); a write replaces a row only when its precedence is greater (io.busbar.frame.Precedence).
-- Tables that hold samples are plain: a storage profile may turn them into hypertables later, so every primary key contains the time.

CREATE TABLE device (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  serial_number text        NOT NULL UNIQUE,
  type          smallint    NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now()
);

-- Which logger speaks for a device, and which device it is part of, from (inclusive) to (exclusive).
CREATE TABLE device_binding (
  device_id  integer     NOT NULL REFERENCES device,
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  valid_to   timestamptz NOT NULL DEFAULT 'infinity',
  logger_sn  text        NOT NULL,
  parent_id  integer     REFERENCES device,
  PRIMARY KEY (device_id, valid_from),
  CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX device_binding_open ON device_binding (device_id) WHERE valid_to = 'infinity';
CREATE INDEX device_binding_logger ON device_binding (logger_sn);
CREATE INDEX device_binding_parent ON device_binding (parent_id) WHERE parent_id IS NOT NULL;

-- One row. Counts the statements that changed device_binding, whoever sent them, and becomes visible with the change: who remembers bindings
-- reads this row to learn whether they still hold (io.busbar.jobs.sink.DeviceDirectory).
CREATE TABLE device_binding_changes (changes bigint NOT NULL);
INSERT INTO device_binding_changes VALUES (0);

CREATE FUNCTION count_device_binding_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE device_binding_changes SET changes = changes + 1;
  RETURN NULL;
END
$$;

CREATE TRIGGER device_binding_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON device_binding
  FOR EACH STATEMENT EXECUTE FUNCTION count_device_binding_change();

-- Cells and temperatures are kept as bytes, two for each, which are written at two thirds of the cost of an array's row and read at less.

-- The number at a position from 1 of a list of 16-bit numbers (big-endian, two's complement); null beyond its end and for \x8000, which
-- stands for none.
CREATE FUNCTION smallint_at(numbers bytea, number integer) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(numbers) >= 2 * number THEN nullif(
    (((get_byte(numbers, 2 * number - 2) << 8) | get_byte(numbers, 2 * number - 1)) # 32768) - 32768, -32768)::smallint END
$$;

-- All of them.
CREATE FUNCTION smallints(numbers bytea) RETURNS smallint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN numbers IS NOT NULL THEN
    ARRAY(SELECT smallint_at(numbers, i) FROM generate_series(1, length(numbers) / 2) i ORDER BY i) END
$$;

-- The same of a list of bytes without a sign.
CREATE FUNCTION bytes(numbers bytea) RETURNS smallint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN numbers IS NOT NULL THEN
    ARRAY(SELECT get_byte(numbers, i - 1)::smallint FROM generate_series(1, length(numbers)) i ORDER BY i) END
$$;

-- flags: bit 0 historical, bit 1 observed more than five minutes after its receipt; neither is ever the latest value. Bit 2 observed and
-- received more than five minutes apart, either way.
CREATE TABLE pack_sample (
  pack_id        integer     NOT NULL,
  time           timestamptz NOT NULL,
  received_at    timestamptz NOT NULL,
  precedence     uuid        NOT NULL,
  flags          smallint    NOT NULL,
  cells          bytea       NOT NULL,
  cell_quality   bytea,
  temperatures   bytea       NOT NULL,
  diff_mv        smallint,
  max_mv         smallint,
  min_mv         smallint,
  max_cell       smallint,
  min_cell       smallint,
  cells_used     smallint    NOT NULL,
  cells_expected smallint    NOT NULL,
  PRIMARY KEY (pack_id, time)
);
COMMENT ON COLUMN pack_sample.cells IS 'mV, two bytes a cell, see smallint_at; positions are kept';
COMMENT ON COLUMN pack_sample.cell_quality IS 'a byte a cell; null when every cell is good';
COMMENT ON COLUMN pack_sample.temperatures IS '0.01 degC, two bytes a sensor';

-- The same for people: arrays, null where there is no reading.
CREATE VIEW pack_reading AS
SELECT pack_id, time, received_at, precedence, flags, smallints(cells) AS cell_mv, bytes(cell_quality) AS cell_quality,
       smallints(temperatures) AS temp_cc, diff_mv, max_mv, min_mv, max_cell, min_cell, cells_used, cells_expected
FROM pack_sample;

-- quality: the bits of all hot points of the row together.
CREATE TABLE bms_sample (
  bms_id           integer     NOT NULL,
  time             timestamptz NOT NULL,
  received_at      timestamptz NOT NULL,
  precedence       uuid        NOT NULL,
  flags            smallint    NOT NULL,
  quality          smallint    NOT NULL,
  voltage_mv       integer,
  current_ma       integer,
  soc_millipercent integer,
  soh_millipercent integer,
  remaining_wh     integer,
  diff_max_mv      smallint,
  diff_max_pack_id integer,
  span_mv          smallint,
  PRIMARY KEY (bms_id, time)
);

-- Every received number that is not a column of the two tables above: all that a device sent in one frame. The ids ascend.
CREATE TABLE point_sample (
  device_id  integer     NOT NULL,
  time       timestamptz NOT NULL,
  precedence uuid        NOT NULL,
  point_id   integer[]   NOT NULL,
  value      bigint[]    NOT NULL,
  quality    smallint[],
  PRIMARY KEY (device_id, time)
);
COMMENT ON COLUMN point_sample.value IS 'by point';
COMMENT ON COLUMN point_sample.quality IS 'by point; null when all are good';

-- The value of one point, null when the row has none.
CREATE FUNCTION point_value(ids integer[], point_values bigint[], wanted integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN ids[width_bucket(wanted, ids)] = wanted THEN point_values[width_bucket(wanted, ids)] END
$$;

-- The same for people: a row per reading.
CREATE VIEW point_reading AS
SELECT s.device_id, r.point_id, s.time, s.precedence, r.value, coalesce(r.quality, 0::smallint) AS quality
FROM point_sample s CROSS JOIN LATERAL unnest(s.point_id, s.value, s.quality) AS r (point_id, value, quality);

-- Every received text.
CREATE TABLE point_text (
  device_id  integer     NOT NULL,
  point_id   integer     NOT NULL,
  time       timestamptz NOT NULL,
  precedence uuid        NOT NULL,
  value      text        NOT NULL,
  PRIMARY KEY (device_id, point_id, time)
);

-- Points outside the catalogue of their device type, kept raw: unscaled * 10^-scale, or a text.
CREATE TABLE point_quarantine (
  device_id  integer     NOT NULL,
  point_id   bigint      NOT NULL,
  time       timestamptz NOT NULL,
  precedence uuid        NOT NULL,
  unscaled   bigint,
  scale      smallint,
  text       text,
  PRIMARY KEY (device_id, point_id, time),
  CHECK ((unscaled IS NULL) = (scale IS NULL) AND (unscaled IS NULL) <> (text IS NULL))
);

-- What each device said last: of every point the newest reading that is neither historical nor ahead of its receipt, derived points
-- included, and the cells and temperatures of the newest such frame that had any. One row per device, replaced as a whole by who knows its
-- version. Most of it comes from one frame, the newest, whose time, receipt and precedence are the row's; readings of older frames say which
-- of the older_… they came with: 1, 2, …, or 0 for the newest.
-- Half of each page is left free, so that a new row version stays on its page and no index is touched.
CREATE TABLE latest (
  device_id         integer     PRIMARY KEY,
  version           bigint      NOT NULL,
  time              timestamptz NOT NULL,
  received_at       timestamptz NOT NULL,
  precedence        uuid        NOT NULL,
  older_time        timestamptz[],
  older_received_at timestamptz[],
  older_precedence  uuid[],
  point_id          integer[]   NOT NULL,
  point_older       smallint[],
  value             bigint[]    NOT NULL,
  text              text[],
  quality           smallint[],
  pack_older        smallint,
  cell_mv           smallint[],
  cell_quality      smallint[],
  temp_cc           smallint[]
) WITH (fillfactor = 50, toast_tuple_target = 8160);
COMMENT ON COLUMN latest.version IS 'how often the row was written';
COMMENT ON COLUMN latest.point_older IS 'by point; null when all came with the newest frame';
COMMENT ON COLUMN latest.value IS 'by point, null for a text';
COMMENT ON COLUMN latest.text IS 'by point, null for a number; null as a whole when no point is a text';
COMMENT ON COLUMN latest.quality IS 'by point; null when all are good';
COMMENT ON COLUMN latest.pack_older IS 'null when no frame had cells or temperatures';

-- The same, a row per reading.
CREATE VIEW latest_reading AS
SELECT l.device_id, r.point_id, coalesce(l.older_time[r.older], l.time) AS time,
       coalesce(l.older_received_at[r.older], l.received_at) AS received_at,
       coalesce(l.older_precedence[r.older], l.precedence) AS precedence, r.value, r.text,
       coalesce(r.quality, 0::smallint) AS quality
FROM latest l CROSS JOIN LATERAL unnest(l.point_id, l.point_older, l.value, l.text, l.quality)
  AS r (point_id, older, value, text, quality);

-- The same, cells and temperatures.
CREATE VIEW latest_pack AS
SELECT device_id AS pack_id, coalesce(older_time[pack_older], time) AS time,
       coalesce(older_received_at[pack_older], received_at) AS received_at,
       coalesce(older_precedence[pack_older], precedence) AS precedence, cell_mv, cell_quality, temp_cc
FROM latest WHERE pack_older IS NOT NULL;

-- The frames that they came with.
CREATE VIEW latest_frame AS
SELECT l.device_id, f.time, f.received_at, f.precedence
FROM latest l CROSS JOIN LATERAL (
  SELECT l.time, l.received_at, l.precedence
  UNION ALL SELECT * FROM unnest(l.older_time, l.older_received_at, l.older_precedence)
) AS f (time, received_at, precedence);

-- When a logger was last heard of.
CREATE TABLE logger_activity (
  logger_sn        text        PRIMARY KEY,
  last_observed_at timestamptz NOT NULL,
  last_received_at timestamptz NOT NULL
);

-- Rows that could not be stored, by the place of their frame in Kafka: a device bound to another logger, a row the database refused.
CREATE TABLE row_rejection (
  kafka_partition integer     NOT NULL,
  kafka_offset    bigint      NOT NULL,
  device_sn       text        NOT NULL,
  logger_sn       text        NOT NULL,
  observed_at     timestamptz NOT NULL,
  reason          text        NOT NULL,
  detail          text        NOT NULL,
  PRIMARY KEY (kafka_partition, kafka_offset, device_sn)
);
