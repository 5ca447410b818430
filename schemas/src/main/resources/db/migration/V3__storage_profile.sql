-- How the tables of samples are stored: plain, or as hypertables of one of TimescaleDB's editions. Written by the start of a system
-- (io.busbar.standalone.database), one row per change; the newest one holds.
CREATE TABLE storage_profile (
  id                integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  since             timestamptz NOT NULL DEFAULT now(),
  profile           text        NOT NULL CHECK (profile IN ('PLAIN', 'TIMESCALE_APACHE', 'TIMESCALE_COMMUNITY')),
  server_version    text        NOT NULL,
  extension_version text,
  CHECK ((profile = 'PLAIN') = (extension_version IS NULL))
);
COMMENT ON COLUMN storage_profile.extension_version IS 'of TimescaleDB, such as 2.19.3';
