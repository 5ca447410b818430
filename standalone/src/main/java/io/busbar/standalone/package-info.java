/**
 * Everything on one machine: the command line, and the system that starts PostgreSQL, Kafka, the query API, the front door and the stream
 * job in one process, or uses external servers for some of them.
 */
@NullMarked
package io.busbar.standalone;

import org.jspecify.annotations.NullMarked;
