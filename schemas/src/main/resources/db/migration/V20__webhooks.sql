-- Webhooks: where members have the alarms that they see sent to (io.busbar.query.webhook), and how far each has come.

CREATE TABLE webhook (
  id                integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id         text        NOT NULL UNIQUE,
  member_id         integer     NOT NULL REFERENCES member ON DELETE CASCADE,
  url               text        NOT NULL CHECK (length(url) <= 2000),
  secret            bytea       NOT NULL CHECK (length(secret) = 32),
  severity          text        CHECK (severity IN ('INFO', 'WARNING', 'PROTECTION', 'FAULT')),
  plant             text,
  device            text,
  description       text        NOT NULL DEFAULT '',
  created_at        timestamptz NOT NULL,
  position          bigint      NOT NULL,
  head_seq          bigint,
  attempts          integer     NOT NULL DEFAULT 0,
  next_attempt_at   timestamptz NOT NULL,
  lease             text        NOT NULL DEFAULT '',
  leased_until      timestamptz NOT NULL DEFAULT '-infinity',
  last_delivered_at timestamptz,
  failing_since     timestamptz,
  last_failure      text,
  disabled          boolean     NOT NULL DEFAULT false
);
CREATE INDEX webhook_member ON webhook (member_id, public_id);
COMMENT ON COLUMN webhook.secret IS 'in clear: what is sent is signed with it';
COMMENT ON COLUMN webhook.plant IS 'public id; null: all that the member sees, as severity and device';
COMMENT ON COLUMN webhook.position IS 'alarm_event.seq up to which all is settled: delivered, dead-lettered, or nothing for this member';
COMMENT ON COLUMN webhook.head_seq IS 'of the event that is being tried; attempts are of it alone';
COMMENT ON COLUMN webhook.lease IS 'whose turn it is until leased_until, by the clock of the database';
COMMENT ON COLUMN webhook.failing_since IS 'null once something was delivered';
COMMENT ON COLUMN webhook.disabled IS 'the receiver said that it is gone';

-- What a receiver did not take. Ids alone: what an event says depends on who asks, and when.
CREATE TABLE webhook_dead_letter (
  webhook_id integer     NOT NULL REFERENCES webhook ON DELETE CASCADE,
  event_id   uuid        NOT NULL,
  at         timestamptz NOT NULL,
  attempts   integer     NOT NULL,
  reason     text        NOT NULL,
  PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_dead_letter_order ON webhook_dead_letter (webhook_id, at, event_id);
COMMENT ON COLUMN webhook_dead_letter.event_id IS 'alarm_event.id';
