/** Certificates and keys of the door, as files: read, judged, and read again when they change. Knows no transport. */
@NullMarked
package io.busbar.ingest.tls;

import org.jspecify.annotations.NullMarked;
