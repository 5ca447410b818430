/** What everybody who speaks to the database says of it alike; the tables themselves are the migrations among the resources. */
@NullMarked
package io.busbar.database;

import org.jspecify.annotations.NullMarked;
