/** Identities of the fleet: loggers and the devices behind them. */
@NullMarked
package io.busbar.fleet;

import org.jspecify.annotations.NullMarked;
