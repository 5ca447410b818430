/** History as an Arrow IPC stream; nobody else knows Arrow. */
@NullMarked
package io.busbar.query.arrow;

import org.jspecify.annotations.NullMarked;
