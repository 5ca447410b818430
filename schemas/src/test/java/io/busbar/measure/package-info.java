/** Tests of the measuring points and of the tables behind them. */
@NullMarked
package io.busbar.measure;

import org.jspecify.annotations.NullMarked;
