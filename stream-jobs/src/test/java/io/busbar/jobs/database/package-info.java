/** Tests of how samples become rows. */
@NullMarked
package io.busbar.jobs.database;

import org.jspecify.annotations.NullMarked;
