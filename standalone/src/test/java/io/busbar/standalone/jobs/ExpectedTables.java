package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the tables must say after frames, computed the obvious way: sort the frames so that the winner comes last, then put one row after
 * the other. Expects frames of one boot per logger, with values at the catalogue's scale. Stateless.
 */
final class ExpectedTables {

    private static final long AHEAD_MILLIS = 5 * 60_000;
    private static final Map<Long, Long> COLUMN_SCALE = Map.of(1100L, 1L, 1000L, 1L, 1400L, 1_000L);

    private ExpectedTables() {}

    /** That the tables say what these frames say, no more and no less. */
    static void assertEqual(StoredTables stored, List<Received> frames, long seed) throws SQLException {
        assertThat(stored.samples()).as("samples, seed %d", seed).isEqualTo(samples(frames));
        assertThat(stored.latest()).as("latest, seed %d", seed).isEqualTo(latest(frames));
        assertThat(stored.devices()).as("devices, seed %d", seed).isEqualTo(devices(frames));
        assertThat(stored.activity()).as("activity, seed %d", seed).isEqualTo(activity(frames));
        assertThat(stored.refused()).as("refused, seed %d", seed).isEmpty();
    }

    static SortedMap<String, String> samples(List<Received> frames) {
        SortedMap<String, String> rows = new TreeMap<>();
        for (Received received : sorted(frames, byPrecedence())) {
            Frame frame = received.frame();
            for (Frame.Device device : frame.devices()) {
                String key = device.serialNumber() + " " + time(received);
                if (!device.cells().isEmpty()) {
                    rows.put("pack " + key, cells(device) + " " + spread(device));
                } else {
                    rows.put("bms " + key, voltage(device));
                }
                List<Frame.Reading> others = device.readings().stream()
                        .filter(reading -> !COLUMN_SCALE.containsKey(reading.pointId()))
                        .toList();
                if (!others.isEmpty()) {
                    rows.keySet().removeIf(row -> row.startsWith("point " + key + " "));
                }
                others.forEach(reading -> rows.put("point " + key + " " + reading.pointId(), "" + reading.unscaled()));
                device.texts().forEach(text -> rows.put("text " + key + " " + text.pointId(), text.text()));
            }
        }
        return rows;
    }

    static SortedMap<String, String> latest(List<Received> frames) {
        SortedMap<String, String> rows = new TreeMap<>();
        Comparator<Received> byTime = Comparator.comparing(ExpectedTables::time);
        for (Received received : sorted(frames, byTime.thenComparing(byPrecedence()))) {
            Frame frame = received.frame();
            if (frame.historical() || time(received) - received.receivedAtMillis() > AHEAD_MILLIS) {
                continue;
            }
            for (Frame.Device device : frame.devices()) {
                String at = " " + time(received);
                if (!device.cells().isEmpty()) {
                    rows.put("pack " + device.serialNumber(), cells(device) + at);
                }
                for (Frame.Reading reading : device.readings()) {
                    long value = reading.unscaled() * COLUMN_SCALE.getOrDefault(reading.pointId(), 1L);
                    rows.put("point " + device.serialNumber() + " " + reading.pointId(), value + at);
                }
                device.texts()
                        .forEach(text ->
                                rows.put("point " + device.serialNumber() + " " + text.pointId(), text.text() + at));
            }
        }
        return rows;
    }

    /** Each device with its type, the logger that sends it and the device that it is part of. */
    static SortedMap<String, String> devices(List<Received> frames) {
        SortedMap<String, String> rows = new TreeMap<>();
        for (Received received : frames) {
            List<Frame.Device> devices = received.frame().devices();
            for (Frame.Device device : devices) {
                String parent = device.parentIndex() == Frame.Device.NO_PARENT
                        ? "-"
                        : devices.get(device.parentIndex()).serialNumber();
                rows.put(
                        "device " + device.serialNumber(),
                        device.typeCode() + " " + received.frame().loggerSerialNumber() + " " + parent);
            }
        }
        return rows;
    }

    /** When each logger was last heard of, by its own clock and by the door's. */
    static SortedMap<String, String> activity(List<Received> frames) {
        Map<String, Long> observed = new TreeMap<>();
        Map<String, Long> heard = new TreeMap<>();
        for (Received received : frames) {
            String logger = received.frame().loggerSerialNumber();
            boolean isAhead = time(received) - received.receivedAtMillis() > AHEAD_MILLIS;
            observed.merge(logger, isAhead ? received.receivedAtMillis() : time(received), Math::max);
            heard.merge(logger, received.receivedAtMillis(), Math::max);
        }
        SortedMap<String, String> rows = new TreeMap<>();
        observed.forEach((logger, at) -> rows.put("logger " + logger, at + " " + heard.get(logger)));
        return rows;
    }

    private static List<Received> sorted(List<Received> frames, Comparator<Received> order) {
        List<Received> sorted = new ArrayList<>(frames);
        sorted.sort(order);
        return sorted;
    }

    private static Comparator<Received> byPrecedence() {
        return Comparator.<Received>comparingInt(received -> received.frame().revision())
                .thenComparingLong(
                        received -> Objects.requireNonNull(received.frame().sequence()));
    }

    private static long time(Received received) {
        return Objects.requireNonNull(received.frame().observedAtMillis());
    }

    private static String cells(Frame.Device device) {
        return device.cells().stream()
                        .map(cell -> cell.isReading() ? "" + cell.millivolts() : "-")
                        .toList() + "";
    }

    private static String spread(Frame.Device device) {
        List<Integer> valid = device.cells().stream()
                .filter(Frame.Cell::isReading)
                .map(Frame.Cell::millivolts)
                .toList();
        if (valid.size() * 5 < device.cells().size() * 4) {
            return "none";
        }
        int max = valid.stream().max(Comparator.naturalOrder()).orElseThrow();
        int min = valid.stream().min(Comparator.naturalOrder()).orElseThrow();
        return "" + (max - min);
    }

    private static String voltage(Frame.Device device) {
        return device.readings().stream()
                .filter(reading -> reading.pointId() == 1100)
                .map(reading -> "" + reading.unscaled())
                .findFirst()
                .orElse("-");
    }
}
