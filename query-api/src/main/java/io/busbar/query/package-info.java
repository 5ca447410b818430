/** The query API: answers who may ask, what they may see, from the tables that the jobs write. */
@NullMarked
package io.busbar.query;

import org.jspecify.annotations.NullMarked;
