/** Tests of {@link io.busbar.fleet}. */
@NullMarked
package io.busbar.fleet;

import org.jspecify.annotations.NullMarked;
