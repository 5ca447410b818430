package io.busbar.standalone.jobs;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.frame.Precedence;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alarms that frames of a topic must raise, by {@link ExpectedAlarms}: of each device and moment the row that wins, put together as one
 * frame. Expects devices of {@link RandomFleet}, whose loggers nothing is known of. Stateless.
 */
final class TopicAlarms {

    private static final long INTERVAL_MILLIS = LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS * 1_000L;
    private static final long AHEAD_MILLIS = 5 * 60_000;

    private TopicAlarms() {}

    private record Row(Precedence precedence, boolean isAhead, Frame.Device device, @Nullable String parent) {}

    /** "device rule cell raisedAt version value" to when it was cleared, or "open". */
    static SortedMap<String, String> expected(List<Received> frames, List<RandomRule> rules) {
        SortedMap<String, String> alarms = new TreeMap<>();
        Map<String, SortedMap<Long, Map<String, Row>>> loggers = new TreeMap<>();
        for (Received received : frames) {
            Frame frame = received.frame();
            long at = Objects.requireNonNull(frame.observedAtMillis());
            Precedence precedence = Precedence.of(FrameEncoder.encode(frame), frame);
            Map<String, Row> rows = loggers.computeIfAbsent(frame.loggerSerialNumber(), sn -> new TreeMap<>())
                    .computeIfAbsent(at, moment -> new HashMap<>());
            for (Frame.Device device : frame.devices()) {
                String parent = device.parentIndex() < 0
                        ? null
                        : frame.devices().get(device.parentIndex()).serialNumber();
                rows.merge(
                        device.serialNumber(),
                        new Row(precedence, at - received.receivedAtMillis() > AHEAD_MILLIS, device, parent),
                        (one, other) -> one.precedence().compareTo(other.precedence()) >= 0 ? one : other);
            }
        }
        loggers.forEach((logger, moments) -> {
            List<FrameSamples> winners = new ArrayList<>();
            moments.forEach((at, rows) -> winners.add(frame(logger, at, rows)));
            alarms.putAll(of(winners, rules));
        });
        return alarms;
    }

    private static SortedMap<String, String> of(List<FrameSamples> winners, List<RandomRule> rules) {
        SortedMap<String, DeviceSamples> devices = new TreeMap<>();
        winners.forEach(frame -> frame.devices().forEach(device -> devices.put(device.serialNumber(), device)));
        SortedMap<String, String> alarms = new TreeMap<>();
        for (DeviceSamples device : devices.values()) {
            for (RandomRule rule : rules) {
                if (rule.isFor(device)) {
                    ExpectedAlarms.of(winners, device.serialNumber(), List.of(rule), INTERVAL_MILLIS)
                            .forEach((alarm, cleared) ->
                                    alarms.put(device.serialNumber() + " " + rule.id() + " " + alarm, cleared));
                }
            }
        }
        return alarms;
    }

    private static FrameSamples frame(String logger, long at, Map<String, Row> rows) {
        List<Row> present = rows.values().stream()
                .filter(row -> !row.isAhead())
                .sorted(Comparator.comparing(row -> row.device().serialNumber()))
                .toList();
        List<String> names =
                present.stream().map(row -> row.device().serialNumber()).toList();
        List<DeviceSamples> devices = new ArrayList<>();
        for (Row row : present) {
            int parent = row.parent() == null ? -1 : names.indexOf(row.parent());
            devices.add(samples(row.device(), parent));
        }
        return new FrameSamples(logger, 0, 0, at, at, 0, 0, 0, devices, null);
    }

    private static DeviceSamples samples(Frame.Device device, int parent) {
        boolean isPack = device.typeCode() == Fleet.HV_PACK;
        return new DeviceSamples(
                device.serialNumber(),
                device.typeCode(),
                parent,
                isPack ? pack(device) : null,
                isPack ? null : bms(device),
                PointSamples.NONE,
                List.of(),
                List.of());
    }

    private static PackSample pack(Frame.Device device) {
        short[] cells = new short[device.cells().size()];
        for (int i = 0; i < cells.length; i++) {
            Frame.Cell cell = device.cells().get(i);
            cells[i] = cell.isReading() ? (short) cell.millivolts() : PackSample.NO_READING;
        }
        return new PackSample(cells, new byte[0], new short[0], null, 0, cells.length);
    }

    private static BmsSample bms(Frame.Device device) {
        Map<Long, Long> values = new HashMap<>();
        device.readings().forEach(reading -> values.put(reading.pointId(), reading.unscaled()));
        Long current = values.get(1000L);
        Long soc = values.get(1400L);
        return new BmsSample(
                null,
                current == null ? null : Integer.valueOf(current.intValue()),
                soc == null ? null : Integer.valueOf(soc.intValue() * 1_000),
                null,
                null,
                null,
                null,
                null,
                0);
    }
}
