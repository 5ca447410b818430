-- Measurement groups as a manager edits them, and keys that people make for their scripts.

ALTER TABLE measurement_group
  ADD COLUMN name_zh text,
  ADD COLUMN name_en text,
  ADD COLUMN name_pt text,
  ADD COLUMN name_cs text,
  ADD COLUMN name_de text;
COMMENT ON COLUMN measurement_group.name IS 'for whom there is no name in their language';

-- Also points outside the catalogue, whose ids are unsigned 32-bit numbers.
ALTER TABLE measurement_group_point ALTER COLUMN point_id TYPE bigint;
ALTER TABLE measurement_group_point
  ADD CHECK (point_id BETWEEN 0 AND 4294967295),
  ADD COLUMN declassified boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN measurement_group_point.declassified IS 'whether a derived point is seen without its inputs';

-- What a key may is less than or as much as its owner may at the moment when it is used.
CREATE TABLE api_key (
  id           integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id    text        NOT NULL UNIQUE,
  member_id    integer     NOT NULL REFERENCES member ON DELETE CASCADE,
  name         text        NOT NULL,
  key_sha256   bytea       NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
  capabilities text[]      NOT NULL,
  group_id     integer     REFERENCES measurement_group,
  all_plants   boolean     NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL DEFAULT 'infinity'
);
CREATE INDEX api_key_member ON api_key (member_id, public_id);
COMMENT ON COLUMN api_key.capabilities IS 'constants of io.busbar.query.access.Capability';
COMMENT ON COLUMN api_key.group_id IS 'null: all points that the owner sees';
COMMENT ON COLUMN api_key.all_plants IS 'false: only those of api_key_plant';

CREATE TABLE api_key_plant (
  api_key_id integer NOT NULL REFERENCES api_key ON DELETE CASCADE,
  plant_id   integer NOT NULL REFERENCES plant ON DELETE CASCADE,
  PRIMARY KEY (api_key_id, plant_id)
);

DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['api_key', 'api_key_plant'] LOOP
    EXECUTE format('CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I'
      || ' FOR EACH STATEMENT EXECUTE FUNCTION announce_access_change(''everything'')', watched);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER access_changed', watched);
  END LOOP;
END
$$;

-- No finer than it is shown: pages of the log go on after a time that the reader knows.
ALTER TABLE audit_entry ALTER COLUMN at SET DEFAULT date_trunc('milliseconds', now());
