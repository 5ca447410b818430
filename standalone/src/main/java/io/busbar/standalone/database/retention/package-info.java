/** How long samples are kept: freezing what they come to, exporting them, and removing them, day by day, so that nothing is lost on the way. */
@NullMarked
package io.busbar.standalone.database.retention;

import org.jspecify.annotations.NullMarked;
