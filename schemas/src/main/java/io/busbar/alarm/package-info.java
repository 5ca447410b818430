/**
 * Alarms: the rule as people write it, and the one evaluator that decides live, in replay and in simulation when it raises and clears. Pure:
 * no clock, no I/O, nothing of a stream or a database.
 */
@NullMarked
package io.busbar.alarm;

import org.jspecify.annotations.NullMarked;
