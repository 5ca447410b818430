-- Roll-ups say with which upload interval they were made: it decides how long a value holds, and so means and energy. Who reads them takes only
-- those made with the interval that it would reckon with itself.

ALTER TABLE soc_rollup ADD COLUMN interval_seconds integer;
ALTER TABLE pack_rollup ADD COLUMN interval_seconds integer;
COMMENT ON COLUMN soc_rollup.interval_seconds IS 'null: not known, or an hour or a day of several';
COMMENT ON COLUMN pack_rollup.interval_seconds IS 'null: not known, or an hour or a day of several';

-- A bucket without a row is one in which nothing was heard, unless it is newer than the newest row of its device, or noted in dirty_bucket. So
-- what an earlier version left without roll-ups, or with some of an unknown interval, is noted once.
INSERT INTO dirty_bucket (device_id, level, bucket, interval_seconds, zone)
SELECT DISTINCT s.device_id, '5m', touched.bucket, l.upload_interval_seconds, coalesce(p.zone, l.zone)
FROM (SELECT DISTINCT bms_id AS device_id, date_bin('5 minutes', time, 'epoch') AS bucket FROM bms_sample
      UNION ALL
      SELECT DISTINCT pack_id, date_bin('5 minutes', time, 'epoch') FROM pack_sample) s
JOIN device_binding b ON b.device_id = s.device_id AND b.valid_to = 'infinity'
JOIN logger l ON l.serial_number = b.logger_sn
JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'
LEFT JOIN plant p ON p.id = lp.plant_id
CROSS JOIN LATERAL generate_series(
  date_bin('5 minutes', s.bucket - l.upload_interval_seconds * interval '2.5 seconds', 'epoch'),
  s.bucket + interval '5 minutes' + l.upload_interval_seconds * interval '2.5 seconds', '5 minutes') AS touched (bucket)
ON CONFLICT DO NOTHING;
