/** Plays a recorded log through the front door. */
@NullMarked
package io.busbar.standalone.replay;

import org.jspecify.annotations.NullMarked;
