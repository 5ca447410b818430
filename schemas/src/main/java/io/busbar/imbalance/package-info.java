/**
 * Which cells of a pack are weak: how far each is from the pack's median, by region of the voltage curve and by direction of the current, since
 * the same imbalance looks ten times larger where the curve is steep; how that changes from day to day; and which pairs of cells deviate because of
 * the wire between them. Packs are never compared with one another.
 */
@NullMarked
package io.busbar.imbalance;

import org.jspecify.annotations.NullMarked;
