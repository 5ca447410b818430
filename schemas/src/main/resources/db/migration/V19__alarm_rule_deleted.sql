-- A rule that somebody deleted is not listed any more; its versions stay, for the alarms that they raised.
ALTER TABLE alarm_rule ADD COLUMN deleted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN alarm_rule.deleted IS 'of the last version of a rule that is gone: disabled, and in the place of no other';
CREATE INDEX alarm_rule_organization ON alarm_rule (organization_id, id, version);

COMMENT ON COLUMN alarm_state.states IS 'see io.busbar.alarm.family.FamilyState';
