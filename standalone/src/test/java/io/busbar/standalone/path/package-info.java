/** The whole path with all real parts: in through the front door, out of the query API. */
@NullMarked
package io.busbar.standalone.path;

import org.jspecify.annotations.NullMarked;
