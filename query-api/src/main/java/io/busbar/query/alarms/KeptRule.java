package io.busbar.query.alarms;

import io.busbar.alarm.AlarmRule;
import java.time.Instant;

/**
 * A version of a rule as it is stored. Immutable.
 *
 * @param isShipped whether it is for everybody and belongs to nobody
 * @param isDeleted whether it is the last version of a rule that is gone
 */
record KeptRule(AlarmRule rule, boolean isShipped, boolean isDeleted, Instant changedAt) {}
