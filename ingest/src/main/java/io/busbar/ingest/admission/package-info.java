/** Who may send, what is accepted, and which frames still wait for the disk. Knows no transport and no broker. */
@NullMarked
package io.busbar.ingest.admission;

import org.jspecify.annotations.NullMarked;
