/** Plants, loggers and devices: what they are called, where they belong, and how they are doing. */
@NullMarked
package io.busbar.query.fleet;

import org.jspecify.annotations.NullMarked;
