/** The front door as a process that is killed or asked to end while loggers send as fast as they can. */
@NullMarked
package io.busbar.standalone.door;

import org.jspecify.annotations.NullMarked;
