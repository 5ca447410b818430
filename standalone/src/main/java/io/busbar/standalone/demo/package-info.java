/** The demo fleet: batteries that behave like LFP batteries, loggers with known faults, and the people who look at them. */
@NullMarked
package io.busbar.standalone.demo;

import org.jspecify.annotations.NullMarked;
