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

-- flags: bit 0 historical, bit 1 observed more than five minutes after its receipt; neither is ever the latest value. Bit 2 observed and
-- received more than five minutes apart, either way.
-- A cell or temperature without a reading is null; positions are kept. cell_quality is null when every cell is good.
CREATE TABLE pack_sample (
  pack_id        integer     NOT NULL,
  time           timestamptz NOT NULL,
  received_at    timestamptz NOT NULL,
  precedence     uuid        NOT NULL,
  flags          smallint    NOT NULL,
  cell_mv        smallint[]  NOT NULL,
  cell_quality   smallint[],
  temp_cc        smallint[]  NOT NULL,
  diff_mv        smallint,
  max_mv         smallint,
  min_mv         smallint,
  max_cell       smallint,
  min_cell       smallint,
  cells_used     smallint    NOT NULL,
  cells_expected smallint    NOT NULL,
  PRIMARY KEY (pack_id, time)
);

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

-- Every received number that is not a column of the two tables above.
CREATE TABLE point_sample (
  device_id  integer     NOT NULL,
  point_id   integer     NOT NULL,
  time       timestamptz NOT NULL,
  precedence uuid        NOT NULL,
  value      bigint      NOT NULL,
  quality    smallint    NOT NULL,
  PRIMARY KEY (device_id, point_id, time)
);

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

-- The newest reading of every point that is neither historical nor ahead of its receipt. Derived points included; cells and
-- temperatures are in latest_pack.
CREATE TABLE latest (
  device_id   integer     NOT NULL,
  point_id    integer     NOT NULL,
  time        timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  precedence  uuid        NOT NULL,
  value       bigint,
  text        text,
  quality     smallint    NOT NULL,
  PRIMARY KEY (device_id, point_id),
  CHECK ((value IS NULL) <> (text IS NULL))
);

CREATE TABLE latest_pack (
  pack_id      integer     PRIMARY KEY,
  time         timestamptz NOT NULL,
  received_at  timestamptz NOT NULL,
  precedence   uuid        NOT NULL,
  cell_mv      smallint[]  NOT NULL,
  cell_quality smallint[],
  temp_cc      smallint[]  NOT NULL
);

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
