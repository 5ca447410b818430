package io.busbar.query.alarms;

import io.busbar.measure.DeviceType;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.VisibleDevice.Interval;
import org.jspecify.annotations.Nullable;

/**
 * A time that a device, or a logger, spent at a plant that a person sees. Immutable.
 *
 * @param type null for a logger
 * @param parentType of the BMS that the device was part of
 * @param points that the person sees there
 * @param organizationKey surrogate id
 * @param plantKey surrogate id; null without a plant
 */
record Stay(
        Interval interval,
        @Nullable DeviceType type,
        @Nullable DeviceType parentType,
        PointSet points,
        int organizationKey,
        @Nullable Integer plantKey) {}
