/** Tests of how alarms are judged, without a database. */
@NullMarked
package io.busbar.jobs.alarm;

import org.jspecify.annotations.NullMarked;
