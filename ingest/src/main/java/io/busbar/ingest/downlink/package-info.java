/** Commands on their way to loggers. Knows no transport and no broker. */
@NullMarked
package io.busbar.ingest.downlink;

import org.jspecify.annotations.NullMarked;
