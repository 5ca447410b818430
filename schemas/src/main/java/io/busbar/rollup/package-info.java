/**
 * Rolls samples up into buckets of five minutes, hours and days: what a value was over time, energy and charge in and out, the largest
 * differential. A bucket is a pure function of stored samples; every sum is an integer, so that buckets put together from smaller ones, or made
 * again from the samples, are the same bit for bit.
 */
@NullMarked
package io.busbar.rollup;

import org.jspecify.annotations.NullMarked;
