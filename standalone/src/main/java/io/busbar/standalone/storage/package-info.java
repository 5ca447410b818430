/** What lies on disk beside the servers: the data directory with its lock, remembered ports, and the database migrations. */
@NullMarked
package io.busbar.standalone.storage;

import org.jspecify.annotations.NullMarked;
