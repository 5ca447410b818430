/** What tests need of the replay of recorded logs. */
@NullMarked
package io.busbar.standalone.replay;

import org.jspecify.annotations.NullMarked;
