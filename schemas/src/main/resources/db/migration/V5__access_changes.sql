-- Whoever remembers what a person may see, or where a device belongs, is told when it changes: every statement that changes one of the tables
-- that this is read from notifies the channel busbar_access, whoever sends it, and PostgreSQL delivers that once the transaction is committed
-- and seen by everybody (io.busbar.query.access.AccessChanges). The payload is 'everything', or 'devices' where no person's scope is touched.
--
-- The triggers fire ALWAYS, so that rows restored or replicated with session_replication_role = replica are heard of, too.

CREATE FUNCTION announce_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('busbar_access', TG_ARGV[0]);
  PERFORM set_config('busbar.access_changed', 'on', true); -- for the process itself: it asks before it commits
  RETURN NULL;
END
$$;

DO $$
DECLARE
  watched record;
BEGIN
  FOR watched IN
    SELECT * FROM (VALUES
      ('organization', 'everything'),
      ('member', 'everything'),
      ('measurement_group', 'everything'),
      ('measurement_group_point', 'everything'),
      ('plant', 'everything'),
      ('plant_installer', 'everything'),
      ('plant_visitor', 'everything'),
      ('logger', 'devices'),
      ('logger_plant', 'devices'),
      ('device', 'devices'),
      ('device_binding', 'devices'),
      ('device_alias', 'devices')) AS t (name, payload)
  LOOP
    EXECUTE format(
      'CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I'
      || ' FOR EACH STATEMENT EXECUTE FUNCTION announce_access_change(%L)', watched.name, watched.payload);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER access_changed', watched.name);
  END LOOP;
END
$$;
