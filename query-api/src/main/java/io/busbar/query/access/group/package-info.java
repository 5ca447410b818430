/** Measurement groups: which points they hold, who may hand them on, and what can be reckoned from them. */
@NullMarked
package io.busbar.query.access.group;

import org.jspecify.annotations.NullMarked;
