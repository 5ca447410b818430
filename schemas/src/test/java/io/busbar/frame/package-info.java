/** Tests of {@link io.busbar.frame}. */
@NullMarked
package io.busbar.frame;

import org.jspecify.annotations.NullMarked;
