-- How complete what loggers sent is, and what their counters of energy say. Written by stream-jobs alone, with the roll-ups (V7): from the stored
-- samples, whatever the order they came in.

-- Frames of a logger with different observation times, by hour of UTC. An hour without any has no row.
CREATE TABLE gap_ledger (
  logger_sn  text        NOT NULL,
  hour       timestamptz NOT NULL,
  received   integer     NOT NULL,
  expected   integer     NOT NULL,
  covered_ms integer     NOT NULL,
  PRIMARY KEY (logger_sn, hour)
);
COMMENT ON COLUMN gap_ledger.expected IS 'by the upload interval of when it was computed';
COMMENT ON COLUMN gap_ledger.covered_ms IS 'the time that is no further from the frame before than 2.5 upload intervals';

-- Energy by a counter since manufacture, in buckets of five minutes: a difference belongs to its later reading. Hours and days are sums.
CREATE TABLE counter_rollup (
  device_id      integer     NOT NULL,
  point_id       integer     NOT NULL,
  level          text        NOT NULL CHECK (level = '5m'),
  bucket         timestamptz NOT NULL,
  until          timestamptz NOT NULL,
  received       integer     NOT NULL,
  gained_wh      bigint      NOT NULL,
  across_gaps_wh bigint      NOT NULL,
  corrections    integer     NOT NULL,
  resets         integer     NOT NULL,
  PRIMARY KEY (device_id, point_id, level, bucket),
  CHECK (bucket < until)
);
COMMENT ON COLUMN counter_rollup.gained_wh IS 'below 0 when the maker corrected the total; nothing for a reset';
COMMENT ON COLUMN counter_rollup.across_gaps_wh IS 'of it what flowed while nothing was heard for more than 2.5 upload intervals';
