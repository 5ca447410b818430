/** What every device said last, kept in memory as the topic of latest readings says. */
@NullMarked
package io.busbar.query.latest;

import org.jspecify.annotations.NullMarked;
