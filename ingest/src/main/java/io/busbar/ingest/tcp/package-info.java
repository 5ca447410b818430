/** Loggers that speak Busbar's length-prefixed TCP protocol, docs/tcp-protocol.md. */
@NullMarked
package io.busbar.ingest.tcp;

import org.jspecify.annotations.NullMarked;
