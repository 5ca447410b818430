package io.busbar.jobs.sink;

import io.busbar.frame.Precedence;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one transaction, encoded. Of several rows with the same key in the batch only the one that would win is kept, so that no
 * table sees a key twice. Confined to one thread; the buffers are reused.
 */
final class Batch {

    private final Map<SampleTable, CopyBuffer> buffers = new EnumMap<>(SampleTable.class);
    private final Map<SampleTable, Map<Record, Winner>> winners = new EnumMap<>(SampleTable.class);
    private final Catalogue catalogue;

    /** A device, a point of it (0 when the row is the device's), an instant. */
    private record RowKey(int deviceId, long pointId, long observedAtMillis) {}

    private record RejectionKey(int kafkaPartition, long kafkaOffset, String deviceSerialNumber) {}

    private record Winner(long observedAtMillis, Precedence precedence, Consumer<CopyBuffer> row) {}

    Batch(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (SampleTable table : SampleTable.values()) {
            buffers.put(table, new CopyBuffer());
            winners.put(table, new HashMap<>());
        }
    }

    /** Encodes these frames, in place of what the batch held before. */
    void encode(List<FrameSamples> frames, DeviceDirectory directory) {
        winners.values().forEach(Map::clear);
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                DeviceDirectory.Entry entry = directory.device(device.serialNumber());
                String refusal = refusal(frame, device, entry);
                if (refusal == null) {
                    addDevice(frame, device, entry.id(), directory);
                } else {
                    addRejection(frame, device.serialNumber(), "device-refused", refusal);
                }
            }
        }
        encodeWinners();
    }

    /** Encodes nothing but a rejection of every device of the frame. */
    void encodeRejection(FrameSamples frame, String reason, String detail) {
        winners.values().forEach(Map::clear);
        frame.devices().forEach(device -> addRejection(frame, device.serialNumber(), reason, detail));
        encodeWinners();
    }

    CopyBuffer rows(SampleTable table) {
        return Objects.requireNonNull(buffers.get(table));
    }

    private void encodeWinners() {
        winners.forEach((table, rows) -> {
            CopyBuffer buffer = rows(table);
            buffer.clear();
            rows.values().forEach(winner -> winner.row().accept(buffer.row(table.columnCount())));
        });
    }

    private static @Nullable String refusal(FrameSamples frame, DeviceSamples device, DeviceDirectory.Entry entry) {
        if (!entry.mayBeWrittenBy(frame)) {
            return "bound to another logger";
        }
        return entry.typeCode() == device.typeCode()
                ? null
                : "registered with type code " + entry.typeCode() + ", sent with " + device.typeCode();
    }

    private void addDevice(FrameSamples frame, DeviceSamples device, int id, DeviceDirectory directory) {
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            throw new IllegalStateException("device type code " + device.typeCode() + " is unknown");
        }
        if (device.pack() != null) {
            addPack(frame, device.pack(), type, id);
        }
        if (device.bms() != null) {
            addBms(frame, device.bms(), type, id, directory);
        }
        for (DeviceSamples.PointSample point : device.points()) {
            add(SampleTable.POINT_SAMPLE, frame, id, point.pointId(), row -> row.int4(id)
                    .int4(point.pointId())
                    .timestamp(frame.observedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int8(point.value())
                    .int2(point.quality()));
            addLatest(frame, id, point.pointId(), point.value(), null, point.quality());
        }
        for (DeviceSamples.PointText text : device.texts()) {
            if (text.store()) {
                add(SampleTable.POINT_TEXT, frame, id, text.pointId(), row -> row.int4(id)
                        .int4(text.pointId())
                        .timestamp(frame.observedAtMillis())
                        .uuid(frame.precedenceHigh(), frame.precedenceLow())
                        .text(text.text()));
            }
            addLatest(frame, id, text.pointId(), null, text.text(), Quality.GOOD);
        }
        for (DeviceSamples.QuarantinedPoint point : device.quarantined()) {
            add(SampleTable.POINT_QUARANTINE, frame, id, point.pointId(), row -> row.int4(id)
                    .int8(point.pointId())
                    .timestamp(frame.observedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int8OrNull(point.unscaled())
                    .int2OrNull(point.scale())
                    .textOrNull(point.text()));
        }
    }

    private void addPack(FrameSamples frame, PackSample pack, DeviceType type, int id) {
        CellSpread spread = pack.spread();
        add(SampleTable.PACK_SAMPLE, frame, id, 0, row -> {
            row.int4(id)
                    .timestamp(frame.observedAtMillis())
                    .timestamp(frame.receivedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int2(frame.flags())
                    .int2Array(pack.cellMillivolts())
                    .int2ArrayOrNull(pack.cellQuality())
                    .int2Array(pack.centiCelsius());
            row.int2OrNull(spread == null ? null : Integer.valueOf(spread.differentialMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.maxMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.minMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.maxCell()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.minCell()))
                    .int2(pack.cellsUsed())
                    .int2(pack.cellsExpected());
        });
        if (frame.mayBeLatest()) {
            add(SampleTable.LATEST_PACK, frame, id, 0, row -> row.int4(id)
                    .timestamp(frame.observedAtMillis())
                    .timestamp(frame.receivedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int2Array(pack.cellMillivolts())
                    .int2ArrayOrNull(pack.cellQuality())
                    .int2Array(pack.centiCelsius()));
        }
        if (spread != null) {
            int quality = skew(frame);
            addLatest(frame, type, id, Role.CELL_DIFFERENTIAL, spread.differentialMillivolts(), quality);
            addLatest(frame, type, id, Role.DERIVED_MAX_CELL, spread.maxMillivolts(), quality);
            addLatest(frame, type, id, Role.DERIVED_MIN_CELL, spread.minMillivolts(), quality);
            addLatest(frame, type, id, Role.DERIVED_MAX_CELL_NUMBER, spread.maxCell(), quality);
            addLatest(frame, type, id, Role.DERIVED_MIN_CELL_NUMBER, spread.minCell(), quality);
        }
        addLatest(frame, type, id, Role.CELLS_USED, pack.cellsUsed(), skew(frame));
    }

    private void addBms(FrameSamples frame, BmsSample bms, DeviceType type, int id, DeviceDirectory directory) {
        Integer packIndex = bms.largestDifferentialPack();
        Integer packId = packIndex == null
                ? null
                : Integer.valueOf(directory
                        .device(frame.devices().get(packIndex).serialNumber())
                        .id());
        add(SampleTable.BMS_SAMPLE, frame, id, 0, row -> row.int4(id)
                .timestamp(frame.observedAtMillis())
                .timestamp(frame.receivedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .int2(frame.flags())
                .int2(bms.quality())
                .int4OrNull(bms.voltageMillivolts())
                .int4OrNull(bms.currentMilliamps())
                .int4OrNull(bms.socMillipercent())
                .int4OrNull(bms.sohMillipercent())
                .int4OrNull(bms.remainingWattHours())
                .int2OrNull(bms.largestDifferentialMillivolts())
                .int4OrNull(packId)
                .int2OrNull(bms.spanMillivolts()));
        addLatest(frame, type, id, Role.VOLTAGE, bms.voltageMillivolts(), bms.quality());
        addLatest(frame, type, id, Role.CURRENT, bms.currentMilliamps(), bms.quality());
        addLatest(frame, type, id, Role.SOC, bms.socMillipercent(), bms.quality());
        addLatest(frame, type, id, Role.SOH, bms.sohMillipercent(), bms.quality());
        addLatest(frame, type, id, Role.REMAINING_ENERGY, bms.remainingWattHours(), bms.quality());
        addLatest(frame, type, id, Role.LARGEST_DIFFERENTIAL, bms.largestDifferentialMillivolts(), skew(frame));
        addLatest(frame, type, id, Role.SERIES_SPAN, bms.spanMillivolts(), skew(frame));
    }

    private void addLatest(
            FrameSamples frame, DeviceType type, int id, Role role, @Nullable Integer value, int quality) {
        MeasuringPoint point = catalogue.byRole(type, role);
        if (point != null && value != null) {
            addLatest(frame, id, point.id(), Long.valueOf(value), null, quality);
        }
    }

    private void addLatest(
            FrameSamples frame, int id, int pointId, @Nullable Long value, @Nullable String text, int quality) {
        if (frame.mayBeLatest()) {
            add(SampleTable.LATEST, frame, id, pointId, row -> row.int4(id)
                    .int4(pointId)
                    .timestamp(frame.observedAtMillis())
                    .timestamp(frame.receivedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int8OrNull(value)
                    .textOrNull(text)
                    .int2(quality));
        }
    }

    private void addRejection(FrameSamples frame, String deviceSerialNumber, String reason, String detail) {
        RejectionKey key = new RejectionKey(frame.kafkaPartition(), frame.kafkaOffset(), deviceSerialNumber);
        Objects.requireNonNull(winners.get(SampleTable.ROW_REJECTION))
                .put(key, winner(frame, row -> row.int4(frame.kafkaPartition())
                        .int8(frame.kafkaOffset())
                        .text(deviceSerialNumber)
                        .text(frame.loggerSerialNumber())
                        .timestamp(frame.observedAtMillis())
                        .text(reason)
                        .text(detail)));
    }

    /** Adds a row unless the batch holds one of the same key that wins. A latest value has no time in its key. */
    private void add(SampleTable table, FrameSamples frame, int deviceId, long pointId, Consumer<CopyBuffer> row) {
        RowKey key = new RowKey(deviceId, pointId, table.replacesByNature() ? 0 : frame.observedAtMillis());
        Winner challenger = winner(frame, row);
        Objects.requireNonNull(winners.get(table)).merge(key, challenger, (a, b) -> wins(b, a) ? b : a);
    }

    private static Winner winner(FrameSamples frame, Consumer<CopyBuffer> row) {
        return new Winner(frame.observedAtMillis(), new Precedence(frame.precedenceHigh(), frame.precedenceLow()), row);
    }

    private static boolean wins(Winner a, Winner b) {
        int byTime = Long.compare(a.observedAtMillis(), b.observedAtMillis());
        return byTime != 0 ? byTime > 0 : a.precedence().compareTo(b.precedence()) > 0;
    }

    private static int skew(FrameSamples frame) {
        return (frame.flags() & FrameSamples.SKEWED) == 0 ? Quality.GOOD : Quality.SKEWED;
    }
}
