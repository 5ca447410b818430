-- Organizations, people, plants, loggers and what each person may see. Owned and written by the query API.
--
-- Public ids are random: 16 letters of the URL-safe base 64 alphabet, so that they tell nothing about order or number. Surrogate ids never
-- leave the database. Who may do what is code (io.busbar.query.access); these tables only say who has which role, group, plant and visit.

CREATE TABLE organization (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  text        NOT NULL UNIQUE,
  code       text        NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{6}$'),
  name       text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN organization.code IS 'what a new member types to join, such as EC03B0';

-- A set of measuring points. The two built-in groups of an organization are END_USER and ALL; they can be changed but not deleted.
CREATE TABLE measurement_group (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text    NOT NULL UNIQUE,
  organization_id integer NOT NULL REFERENCES organization,
  name            text    NOT NULL,
  built_in        text    CHECK (built_in IN ('END_USER', 'ALL')),
  UNIQUE (organization_id, name),
  UNIQUE (organization_id, built_in)
);

-- Explicit rows even for "all": a point that the catalogue learns later is in no group until somebody assigns it.
CREATE TABLE measurement_group_point (
  group_id    integer  NOT NULL REFERENCES measurement_group ON DELETE CASCADE,
  device_type smallint NOT NULL,
  point_id    integer  NOT NULL,
  PRIMARY KEY (group_id, device_type, point_id)
);

CREATE TABLE member (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text        NOT NULL UNIQUE,
  organization_id integer     NOT NULL REFERENCES organization,
  email           text        NOT NULL UNIQUE CHECK (email = lower(email)),
  name            text        NOT NULL DEFAULT '',
  role            text        NOT NULL,
  group_id        integer     NOT NULL REFERENCES measurement_group,
  password_hash   text        NOT NULL,
  status          text        NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DISABLED')),
  created_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN member.role IS 'a constant of io.busbar.query.access.Role';
COMMENT ON COLUMN member.password_hash IS 'Argon2id in PHC string format';
CREATE INDEX member_organization ON member (organization_id, role);

CREATE TABLE plant (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text        NOT NULL UNIQUE,
  organization_id integer     NOT NULL REFERENCES organization,
  owner_id        integer     REFERENCES member,
  name            text        NOT NULL,
  business_type   text        NOT NULL DEFAULT '',
  plant_type      text        NOT NULL DEFAULT '',
  zone            text        NOT NULL,
  capacity_wh     bigint,
  created_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN plant.zone IS 'IANA time zone: where a day of this plant begins';
CREATE INDEX plant_organization ON plant (organization_id);
CREATE INDEX plant_owner ON plant (owner_id) WHERE owner_id IS NOT NULL;

CREATE TABLE plant_installer (
  plant_id  integer NOT NULL REFERENCES plant ON DELETE CASCADE,
  member_id integer NOT NULL REFERENCES member ON DELETE CASCADE,
  PRIMARY KEY (plant_id, member_id)
);
CREATE INDEX plant_installer_member ON plant_installer (member_id);

-- A person of any organization who may look at one plant through one group until the visit expires.
CREATE TABLE plant_visitor (
  plant_id   integer     NOT NULL REFERENCES plant ON DELETE CASCADE,
  email      text        NOT NULL CHECK (email = lower(email)),
  group_id   integer     NOT NULL REFERENCES measurement_group,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (plant_id, email)
);
CREATE INDEX plant_visitor_email ON plant_visitor (email);

CREATE TABLE logger (
  id                      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  serial_number           text        NOT NULL UNIQUE,
  organization_id         integer     NOT NULL REFERENCES organization,
  alias                   text        NOT NULL DEFAULT '',
  model                   text        NOT NULL DEFAULT '',
  firmware                text        NOT NULL DEFAULT '',
  communication           text        NOT NULL DEFAULT '',
  labels                  text[]      NOT NULL DEFAULT '{}',
  zone                    text        NOT NULL,
  upload_interval_seconds integer     NOT NULL DEFAULT 300 CHECK (upload_interval_seconds BETWEEN 1 AND 86400),
  signal_percent          smallint,
  connect_count           bigint,
  key_sha256              bytea       NOT NULL CHECK (length(key_sha256) = 32),
  active                  boolean     NOT NULL DEFAULT true,
  created_at              timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN logger.key_sha256 IS 'SHA-256 of the UTF-8 bytes of the key as it was shown, 64 hex digits';
CREATE INDEX logger_organization ON logger (organization_id, serial_number);

-- Which plant a logger belongs to, from (inclusive) to (exclusive); no plant: only those who see the whole organization. The first
-- interval begins at -infinity, so that a log recorded before the registration is seen by the first plant.
CREATE TABLE logger_plant (
  logger_id       integer     NOT NULL REFERENCES logger,
  valid_from      timestamptz NOT NULL DEFAULT '-infinity',
  valid_to        timestamptz NOT NULL DEFAULT 'infinity',
  organization_id integer     NOT NULL REFERENCES organization,
  plant_id        integer     REFERENCES plant,
  PRIMARY KEY (logger_id, valid_from),
  CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX logger_plant_open ON logger_plant (logger_id) WHERE valid_to = 'infinity';
CREATE INDEX logger_plant_plant ON logger_plant (plant_id) WHERE plant_id IS NOT NULL;
CREATE INDEX logger_plant_organization ON logger_plant (organization_id);

-- What an organization calls a device. Not a column of device: that table belongs to stream-jobs.
CREATE TABLE device_alias (
  device_id       integer NOT NULL REFERENCES device,
  organization_id integer NOT NULL REFERENCES organization,
  alias           text    NOT NULL,
  PRIMARY KEY (device_id, organization_id)
);

-- One row per refresh token that was handed out. All tokens of one log-in form a family; a token used twice ends its family.
CREATE TABLE refresh_token (
  token_sha256 bytea       PRIMARY KEY,
  family       text        NOT NULL,
  member_id    integer     NOT NULL REFERENCES member ON DELETE CASCADE,
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz
);
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

-- The newest key signs access tokens and cursors. Made at the first start.
CREATE TABLE signing_key (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key        bytea       NOT NULL CHECK (length(key) = 32),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Records that must reach Kafka, written in the transaction they tell of, sent in order of id and deleted once acknowledged.
CREATE TABLE outbox (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic      text        NOT NULL,
  key        text        NOT NULL,
  value      bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
