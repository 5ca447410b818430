/** Alarm rules as people keep them, and alarms as a person may see them. */
@NullMarked
package io.busbar.query.alarms;

import org.jspecify.annotations.NullMarked;
