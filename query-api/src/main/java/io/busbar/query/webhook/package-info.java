/** Alarms on their way to the receivers that members name: to whom, when again, and when no more. */
@NullMarked
package io.busbar.query.webhook;

import org.jspecify.annotations.NullMarked;
