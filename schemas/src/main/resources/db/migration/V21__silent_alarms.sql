-- The list of alarms looks for those of silent loggers by themselves; they are few among many.
CREATE INDEX alarm_silent ON alarm (raised_at, id) WHERE device_id IS NULL;
