/** What loggers speak with the door, written anew for tests, from the documents alone. */
@NullMarked
package io.busbar.standalone.dialect;

import org.jspecify.annotations.NullMarked;
