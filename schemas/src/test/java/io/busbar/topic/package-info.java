/** Tests of {@link io.busbar.topic}. */
@NullMarked
package io.busbar.topic;

import org.jspecify.annotations.NullMarked;
