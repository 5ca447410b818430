package io.busbar.query.analytics;

import io.busbar.measure.MeasuringPoint;

/** A value as it is answered: an integer to be multiplied by 10^-scale. Immutable. */
public record Quantity(long value, String unit, int scale) {

    static Quantity of(MeasuringPoint point, long value) {
        return new Quantity(value, point.unit(), point.scale());
    }
}
