/** When alarms are raised and cleared, from samples that are stored: live, again for late data and new rules, and by silence. */
@NullMarked
package io.busbar.jobs.alarm;

import org.jspecify.annotations.NullMarked;
