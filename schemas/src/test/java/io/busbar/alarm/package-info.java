/** Tests of {@link io.busbar.alarm}. */
@NullMarked
package io.busbar.alarm;

import org.jspecify.annotations.NullMarked;
