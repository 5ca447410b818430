/** Tests of {@link io.busbar.imbalance}. */
@NullMarked
package io.busbar.imbalance;

import org.jspecify.annotations.NullMarked;
