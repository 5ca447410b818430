package io.busbar.jobs.sink;

import io.busbar.frame.Precedence;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one frame says of one device, as it would be if nothing else were known. Confined to one thread. */
final class LatestOfDevice {

    private final Catalogue catalogue;
    private final Map<Integer, Map<Role, Integer>> pointIdsByType = new HashMap<>();

    LatestOfDevice(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    LatestRecord in(FrameSamples frame, DeviceSamples device) {
        Origin origin = new Origin(
                frame.observedAtMillis(),
                frame.receivedAtMillis(),
                new Precedence(frame.precedenceHigh(), frame.precedenceLow()));
        int frameQuality = (frame.flags() & FrameSamples.SKEWED) == 0 ? Quality.GOOD : Quality.SKEWED;
        Readings readings = new Readings(origin, pointIds(device.typeCode()));
        PackSample pack = device.pack();
        if (pack != null) {
            addPack(readings, pack, frameQuality);
        }
        if (device.bms() != null) {
            addBms(readings, device.bms(), frameQuality);
        }
        PointSamples points = device.points();
        for (int i = 0; i < points.size(); i++) {
            readings.add(points.ids()[i], points.values()[i], null, points.quality(i));
        }
        for (DeviceSamples.PointText text : device.texts()) {
            readings.add(text.pointId(), 0, text.text(), frameQuality);
        }
        Cells cells =
                pack == null ? null : new Cells(origin, pack.cellMillivolts(), pack.cellQuality(), pack.centiCelsius());
        return new LatestRecord(readings.inOrder(), cells);
    }

    private static void addPack(Readings readings, PackSample pack, int quality) {
        CellSpread spread = pack.spread();
        if (spread != null) {
            readings.add(Role.CELL_DIFFERENTIAL, spread.differentialMillivolts(), quality);
            readings.add(Role.DERIVED_MAX_CELL, spread.maxMillivolts(), quality);
            readings.add(Role.DERIVED_MIN_CELL, spread.minMillivolts(), quality);
            readings.add(Role.DERIVED_MAX_CELL_NUMBER, spread.maxCell(), quality);
            readings.add(Role.DERIVED_MIN_CELL_NUMBER, spread.minCell(), quality);
        }
        readings.add(Role.CELLS_USED, pack.cellsUsed(), quality);
    }

    private static void addBms(Readings readings, BmsSample bms, int frameQuality) {
        readings.add(Role.VOLTAGE, bms.voltageMillivolts(), bms.quality());
        readings.add(Role.CURRENT, bms.currentMilliamps(), bms.quality());
        readings.add(Role.SOC, bms.socMillipercent(), bms.quality());
        readings.add(Role.SOH, bms.sohMillipercent(), bms.quality());
        readings.add(Role.REMAINING_ENERGY, bms.remainingWattHours(), bms.quality());
        readings.add(Role.LARGEST_DIFFERENTIAL, bms.largestDifferentialMillivolts(), frameQuality);
        readings.add(Role.SERIES_SPAN, bms.spanMillivolts(), frameQuality);
    }

    private Map<Role, Integer> pointIds(int typeCode) {
        return pointIdsByType.computeIfAbsent(typeCode, this::readPointIds);
    }

    private Map<Role, Integer> readPointIds(int typeCode) {
        DeviceType type = catalogue.deviceType(typeCode);
        if (type == null) {
            throw new IllegalStateException("device type code " + typeCode + " is unknown");
        }
        Map<Role, Integer> pointIds = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            MeasuringPoint point = role.single() ? catalogue.byRole(type, role) : null;
            if (point != null) {
                pointIds.put(role, point.id());
            }
        }
        return pointIds;
    }

    /** Readings of one frame while they are gathered. */
    private static final class Readings {

        private static final Comparator<Reading> BY_POINT = Comparator.comparingInt(Reading::pointId);

        private final Origin origin;
        private final Map<Role, Integer> pointIds;
        private final List<Reading> readings = new ArrayList<>();

        Readings(Origin origin, Map<Role, Integer> pointIds) {
            this.origin = origin;
            this.pointIds = pointIds;
        }

        void add(Role role, @Nullable Integer value, int quality) {
            Integer pointId = pointIds.get(role);
            if (pointId != null && value != null) {
                add(pointId, value, null, quality);
            }
        }

        void add(int pointId, long value, @Nullable String text, int quality) {
            readings.add(new Reading(pointId, origin, value, text, quality));
        }

        List<Reading> inOrder() {
            readings.sort(BY_POINT);
            return readings;
        }
    }
}
