/** The way to the database: connections that outlast its troubles, and rows in its binary format. */
@NullMarked
package io.busbar.jobs.database;

import org.jspecify.annotations.NullMarked;
