-- Accounts that people make for themselves, sessions that end early, loggers that change hands, and the log of what was changed.

ALTER TABLE organization ADD COLUMN join_roles text[] NOT NULL DEFAULT '{END_USER,INSTALLER}'
  CHECK (join_roles <@ '{END_USER,INSTALLER}');
COMMENT ON COLUMN organization.join_roles IS 'what somebody may join as who only knows the code; whoever is more is made so by a member';

-- A person has one account in each organization that they belong to: otherwise the refusal of an e-mail address would tell an organization
-- about the people of another. All accounts of one address have the salt of their password in common (io.busbar.query.access.Passwords).
ALTER TABLE member DROP CONSTRAINT member_email_key;
ALTER TABLE member
  ADD COLUMN phone        text    NOT NULL DEFAULT '',
  ADD COLUMN time_zone    text,
  ADD COLUMN language     text    CHECK (language IN ('zh', 'en', 'pt', 'cs', 'de')),
  ADD COLUMN email_proven boolean NOT NULL DEFAULT false,
  ADD UNIQUE (organization_id, email);
CREATE INDEX member_email ON member (email);
COMMENT ON COLUMN member.email_proven IS 'whether the person has shown a code that was sent there; visits to plants of other organizations count only then';

-- Log-ins that are over although their access tokens have not expired. Rows older than the life of an access token mean nothing.
CREATE TABLE ended_session (
  family   text        PRIMARY KEY,
  ended_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN ended_session.family IS 'refresh_token.family';

-- What somebody asked for who has yet to show that an e-mail address is theirs.
CREATE TABLE mailed_code (
  id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  purpose           text        NOT NULL CHECK (purpose IN ('JOIN', 'FOUND', 'RESET')),
  email             text        NOT NULL CHECK (email = lower(email)),
  code_sha256       bytea       NOT NULL,
  expires_at        timestamptz NOT NULL,
  organization_id   integer     REFERENCES organization,
  organization_name text,
  role              text,
  name              text        NOT NULL DEFAULT '',
  phone             text        NOT NULL DEFAULT '',
  time_zone         text,
  language          text,
  password_hash     text,
  CHECK ((purpose = 'JOIN') = (organization_id IS NOT NULL AND role IS NOT NULL)),
  CHECK ((purpose = 'FOUND') = (organization_name IS NOT NULL)),
  CHECK ((purpose = 'RESET') = (password_hash IS NULL))
);
CREATE INDEX mailed_code_email ON mailed_code (email);
CREATE INDEX mailed_code_expiry ON mailed_code (expires_at);

ALTER TABLE logger ADD COLUMN check_code text;
COMMENT ON COLUMN logger.check_code IS 'as on its label: who knows it may claim the logger while it belongs to nobody; absent for a logger that was registered before there were any';

-- What answers depend on is kept with the past: how its next owner sets the logger is nothing that the one before should see.
ALTER TABLE logger_plant
  ADD COLUMN upload_interval_seconds integer,
  ADD COLUMN zone                    text;
COMMENT ON COLUMN logger_plant.upload_interval_seconds IS 'as it was at the end, null before: then the logger''s own';
COMMENT ON COLUMN logger_plant.zone IS 'the logger''s, as it was at the end, null before';

-- Who changed what when. Public ids throughout, so that entries outlive what they tell of.
CREATE TABLE audit_entry (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text        NOT NULL UNIQUE,
  organization_id integer     NOT NULL REFERENCES organization,
  at              timestamptz NOT NULL DEFAULT now(),
  actor           text        NOT NULL,
  actor_name      text        NOT NULL,
  action          text        NOT NULL,
  kind            text        NOT NULL,
  subject         text        NOT NULL,
  before          jsonb,
  after           jsonb
);
CREATE INDEX audit_entry_order ON audit_entry (organization_id, at, public_id);
COMMENT ON COLUMN audit_entry.subject IS 'public id, serial number or e-mail address of what was changed';

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_entry_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_grows;

CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ended_session
  FOR EACH STATEMENT EXECUTE FUNCTION announce_access_change('everything');
ALTER TABLE ended_session ENABLE ALWAYS TRIGGER access_changed;
