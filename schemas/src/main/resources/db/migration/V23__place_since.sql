-- What the stream job must know of the loggers that have come from elsewhere: since when they are where they are.
INSERT INTO outbox (topic, key, value)
SELECT 'logger-settings', l.serial_number, convert_to(json_build_object('sn', l.serial_number,
         'uploadIntervalSeconds', l.upload_interval_seconds, 'zone', coalesce(p.zone, l.zone), 'organization', o.public_id,
         'plant', coalesce(p.public_id, ''), 'active', l.active,
         'placeSince', to_char(lp.valid_from AT TIME ZONE 'UTC' + interval '999 microseconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text, 'UTF8')
FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity' AND lp.valid_from <> '-infinity'
  JOIN organization o ON o.id = lp.organization_id LEFT JOIN plant p ON p.id = lp.plant_id
ORDER BY l.id;
