package io.busbar.jobs.sink;

import io.busbar.frame.Precedence;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
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
    private int outranked;

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
        clear();
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                KnownDevice known = directory.device(device.serialNumber());
                String refusal = known.refusal(frame, device);
                if (refusal == null) {
                    new DeviceRows(this, catalogue, frame, type(device), known.id())
                            .add(device, largestPackId(frame, device.bms(), directory));
                } else {
                    addRejection(frame, device.serialNumber(), "device-refused", refusal);
                }
            }
        }
        encodeWinners();
    }

    /** Encodes nothing but a rejection of every device of the frame. */
    void encodeRejection(FrameSamples frame, String reason, String detail) {
        clear();
        frame.devices().forEach(device -> addRejection(frame, device.serialNumber(), reason, detail));
        encodeWinners();
    }

    CopyBuffer rows(SampleTable table) {
        return Objects.requireNonNull(buffers.get(table));
    }

    /** Sample rows of the frames that another row of the batch with the same key won over. */
    int outranked() {
        return outranked;
    }

    /** Adds a row unless the batch holds one of the same key that wins. A latest value has no time in its key. */
    void add(SampleTable table, FrameSamples frame, int deviceId, long pointId, Consumer<CopyBuffer> row) {
        RowKey key = new RowKey(deviceId, pointId, table.replacesByNature() ? 0 : frame.observedAtMillis());
        Winner challenger = winner(frame, row);
        Winner holder = winners(table).putIfAbsent(key, challenger);
        if (holder == null) {
            return;
        }
        if (wins(challenger, holder)) {
            winners(table).put(key, challenger);
        }
        if (!table.replacesByNature()) {
            outranked++;
        }
    }

    private void addRejection(FrameSamples frame, String deviceSerialNumber, String reason, String detail) {
        RejectionKey key = new RejectionKey(frame.kafkaPartition(), frame.kafkaOffset(), deviceSerialNumber);
        winners(SampleTable.ROW_REJECTION).put(key, winner(frame, row -> row.int4(frame.kafkaPartition())
                .int8(frame.kafkaOffset())
                .text(deviceSerialNumber)
                .text(frame.loggerSerialNumber())
                .timestamp(frame.observedAtMillis())
                .text(reason)
                .text(detail)));
    }

    private void clear() {
        outranked = 0;
        winners.values().forEach(Map::clear);
    }

    private void encodeWinners() {
        winners.forEach((table, rows) -> {
            CopyBuffer buffer = rows(table);
            buffer.clear();
            rows.values().forEach(winner -> winner.row().accept(buffer.row(table.columnCount())));
        });
    }

    private Map<Record, Winner> winners(SampleTable table) {
        return Objects.requireNonNull(winners.get(table));
    }

    /** Null also when the pack is refused: its id belongs to somebody else. */
    private static @Nullable Integer largestPackId(
            FrameSamples frame, @Nullable BmsSample bms, DeviceDirectory directory) {
        Integer index = bms == null ? null : bms.largestDifferentialPack();
        if (index == null) {
            return null;
        }
        DeviceSamples pack = frame.devices().get(index);
        KnownDevice known = directory.device(pack.serialNumber());
        return known.refusal(frame, pack) == null ? known.id() : null;
    }

    private DeviceType type(DeviceSamples device) {
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            throw new IllegalStateException("device type code " + device.typeCode() + " is unknown");
        }
        return type;
    }

    private static Winner winner(FrameSamples frame, Consumer<CopyBuffer> row) {
        return new Winner(frame.observedAtMillis(), new Precedence(frame.precedenceHigh(), frame.precedenceLow()), row);
    }

    private static boolean wins(Winner a, Winner b) {
        int byTime = Long.compare(a.observedAtMillis(), b.observedAtMillis());
        return byTime != 0 ? byTime > 0 : a.precedence().compareTo(b.precedence()) > 0;
    }
}
