/** Tests of roll-ups: by hand, by recorded logs, and by what must hold for any samples. */
@NullMarked
package io.busbar.rollup;

import org.jspecify.annotations.NullMarked;
