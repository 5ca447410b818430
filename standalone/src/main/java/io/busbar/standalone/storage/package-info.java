/** What lies on disk beside the servers: the data directory with its lock, and remembered ports. */
@NullMarked
package io.busbar.standalone.storage;

import org.jspecify.annotations.NullMarked;
