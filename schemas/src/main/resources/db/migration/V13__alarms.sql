-- Alarms: a pure function of the stored samples and the rules (io.busbar.alarm), and beside it what people and silence make of them. Written by
-- stream-jobs alone (io.busbar.jobs.alarm).

-- One row per occurrence, open or over. Its id is made of rule, device, cell and raise time, so that a replay finds the row again.
CREATE TABLE alarm (
  id                  uuid        PRIMARY KEY,
  device_id           integer,
  device_sn           text        NOT NULL,
  logger_sn           text        NOT NULL,
  rule_id             text        NOT NULL,
  rule_version        integer     NOT NULL,
  kind                text        NOT NULL CHECK (kind IN ('value', 'silence')),
  severity            text        NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'PROTECTION', 'FAULT')),
  cell                smallint    NOT NULL,
  state               text        NOT NULL CHECK (state IN ('ACTIVE', 'CLEARING', 'CLEARED', 'WITHDRAWN')),
  raised_at           timestamptz NOT NULL,
  cleared_at          timestamptz,
  evidence            jsonb       NOT NULL,
  sequence            integer     NOT NULL,
  retroactive         boolean     NOT NULL,
  amendments          integer     NOT NULL DEFAULT 0,
  revision            bigint      NOT NULL,
  changed_at          timestamptz NOT NULL,
  acknowledged_at     timestamptz,
  acknowledged_by     text,
  acknowledgement     text,
  shelved_at          timestamptz,
  shelved_until       timestamptz,
  shelved_by          text,
  shelved_why         text,
  suppressed_why      text        CHECK (suppressed_why IN ('OFFLINE', 'MAINTENANCE', 'PARENT')),
  suppressed_by       uuid,
  CHECK ((state = 'CLEARED') = (cleared_at IS NOT NULL))
);
COMMENT ON COLUMN alarm.device_id IS 'null for the silence of a logger';
COMMENT ON COLUMN alarm.logger_sn IS 'who spoke for the device when the alarm was raised; the logger itself for its silence';
COMMENT ON COLUMN alarm.cell IS 'number of the cell or probe that raised it, from 1; 0 when it is of none';
COMMENT ON COLUMN alarm.state IS 'WITHDRAWN: with all data there is no such alarm';
COMMENT ON COLUMN alarm.evidence IS 'what the frame said at the raise, as in the events';
COMMENT ON COLUMN alarm.sequence IS 'of the last transition';
COMMENT ON COLUMN alarm.retroactive IS 'late data raised it: nobody was notified';
COMMENT ON COLUMN alarm.revision IS 'counts the events of the alarm';
CREATE INDEX alarm_device ON alarm (device_id, raised_at) WHERE device_id IS NOT NULL;
CREATE INDEX alarm_device_cleared ON alarm (device_id, cleared_at) WHERE device_id IS NOT NULL AND cleared_at IS NOT NULL;
CREATE INDEX alarm_logger ON alarm (logger_sn, raised_at);
CREATE INDEX alarm_open ON alarm (logger_sn) WHERE state IN ('ACTIVE', 'CLEARING');
CREATE INDEX alarm_raised ON alarm (raised_at, id);
CREATE INDEX alarm_shelved ON alarm (shelved_until) WHERE shelved_until IS NOT NULL;

-- What happened to alarms, in the order in which it became known: who has read up to a seq has missed none before it.
CREATE TABLE alarm_event (
  seq          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id           uuid        NOT NULL UNIQUE,
  alarm_id     uuid        NOT NULL,
  revision     bigint      NOT NULL,
  type         text        NOT NULL,
  at           timestamptz NOT NULL,
  processed_at timestamptz NOT NULL,
  retroactive  boolean     NOT NULL,
  event        jsonb       NOT NULL,
  published    boolean     NOT NULL DEFAULT false
);
COMMENT ON COLUMN alarm_event.event IS 'the CloudEvent, see docs/alarm-rules.md';
COMMENT ON COLUMN alarm_event.published IS 'whether the topic of alarms has it for certain';
CREATE INDEX alarm_event_alarm ON alarm_event (alarm_id, revision);
CREATE INDEX alarm_event_unpublished ON alarm_event (seq) WHERE NOT published;

-- Where the rules of a BMS and its packs stood after a moment, every few hundred moments: late data is judged again from there.
CREATE TABLE alarm_state (
  root_id integer     NOT NULL,
  at      timestamptz NOT NULL,
  states  bytea       NOT NULL,
  PRIMARY KEY (root_id, at)
);
COMMENT ON COLUMN alarm_state.root_id IS 'the BMS, or a device that is part of none';
COMMENT ON COLUMN alarm_state.states IS 'see io.busbar.jobs.alarm.FamilyState';

-- Whose alarms are to be judged again since when. A note is also how one writer tells another, and a new rule every device that it is for.
CREATE TABLE alarm_note (
  root_id   integer     PRIMARY KEY,
  since     timestamptz NOT NULL,
  logger_sn text        NOT NULL,
  noted     integer     NOT NULL DEFAULT 1
);
COMMENT ON COLUMN alarm_note.noted IS 'how often: who judges takes away only what was noted before it read the samples';
COMMENT ON COLUMN alarm_note.logger_sn IS 'who speaks for the device: the writer that gets its frames judges it';

-- Alarm rules as people keep them; a version never changes, and none is ever deleted: what is no longer wanted has a version that is disabled.
-- Owned and written by the query API, which tells the job of them.
CREATE TABLE alarm_rule (
  id              text        NOT NULL,
  version         integer     NOT NULL,
  rule            jsonb       NOT NULL,
  organization_id integer     REFERENCES organization,
  created_by      text        NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, version)
);
COMMENT ON COLUMN alarm_rule.organization_id IS 'null: shipped, for everybody';

-- The rules as far as they are known to the job; a version never changes.
CREATE TABLE job_alarm_rule (
  id      text    NOT NULL,
  version integer NOT NULL,
  rule    jsonb   NOT NULL,
  PRIMARY KEY (id, version)
);

-- When a front door listened, as far as its marks have come through the pipeline; between two rows none did.
CREATE TABLE door_listening (
  since timestamptz PRIMARY KEY,
  until timestamptz NOT NULL,
  CHECK (since <= until)
);

-- What is known of the loggers that silence is judged of.
ALTER TABLE logger_activity ADD COLUMN settings jsonb;
COMMENT ON COLUMN logger_activity.settings IS 'the newest record of topic logger-settings; null when there was none';

-- What the stream job must know of the loggers that are registered already: whose they are, and whether they may send.
INSERT INTO outbox (topic, key, value)
SELECT 'logger-settings', l.serial_number, convert_to(json_build_object('sn', l.serial_number,
         'uploadIntervalSeconds', l.upload_interval_seconds, 'zone', coalesce(p.zone, l.zone), 'organization', o.public_id,
         'plant', coalesce(p.public_id, ''), 'active', l.active)::text, 'UTF8')
FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'
  JOIN organization o ON o.id = lp.organization_id LEFT JOIN plant p ON p.id = lp.plant_id
ORDER BY l.id;
