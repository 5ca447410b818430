package io.busbar.query.http;

import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import org.jspecify.annotations.Nullable;

/**
 * A measuring point as it is answered. Immutable.
 *
 * @param name its id as a text for one that the catalogue does not have
 * @param kind NUMBER or TEXT; null for one that the catalogue does not have
 */
record PointView(
        String deviceType,
        long point,
        String code,
        String name,
        String nameCn,
        String unit,
        int scale,
        @Nullable String kind,
        boolean alarm,
        boolean derived) {

    static PointView of(MeasuringPoint point) {
        return new PointView(
                point.deviceType().path(),
                Integer.toUnsignedLong(point.id()),
                point.code(),
                point.name(),
                point.nameCn(),
                point.unit(),
                point.scale(),
                point.kind().name(),
                point.alarm(),
                point.derived());
    }

    static PointView unlisted(DeviceType type, long point) {
        String id = Long.toString(point);
        return new PointView(type.path(), point, id, id, id, "", 0, null, false, false);
    }

    static PointView of(DeviceType type, long id, @Nullable MeasuringPoint known) {
        return known == null ? unlisted(type, id) : of(known);
    }
}
