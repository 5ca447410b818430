package io.busbar.jobs.sink;

import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Knows the devices of a batch by serial number and registers those that are new, in the batch's own transaction: a device that no logger
 * speaks for is bound to the one that sends it.
 *
 * <p>What was read once is remembered as long as nothing happened to {@code device_binding}: every statement that changes that table also
 * counts up {@code device_binding_changes}, in its own transaction, and that one row is read first in every batch. So a device that was
 * unbound or transferred counts as soon as that is committed, as if it had been asked for. What was read in a transaction that came to
 * nothing is forgotten, for it may have been this writer's own. A device itself never changes, and without a binding it is never remembered
 * for long: it gets one here.
 *
 * <p>Confined to one thread.
 */
final class DeviceDirectory {

    /** About 40 MB. */
    private static final int MAX_DEVICES = 100_000;

    private static final KnownDevice[] NO_DEVICES = {};

    private final Map<String, KnownDevice> bySerialNumber = new HashMap<>();

    /** The devices of a logger's last frame, in its order: the next one most often has the same. */
    private final Map<String, KnownDevice[]> lastOfLogger = new HashMap<>();

    private @Nullable KnownDevice[] found = new @Nullable KnownDevice[0];
    private KnownDevice.@Nullable Binding[] speaking = new KnownDevice.@Nullable Binding[0];
    private long changes;
    private boolean isCommitted = true;

    private record Seen(FrameSamples frame, DeviceSamples device) {}

    /** Makes every device of the frames known, in the given transaction. */
    void prepare(Connection open, List<FrameSamples> frames) throws SQLException {
        long now = readChanges(open);
        if (now != changes || !isCommitted || bySerialNumber.size() > MAX_DEVICES) {
            bySerialNumber.clear();
            lastOfLogger.clear();
        }
        changes = now;
        isCommitted = false;
        if (!find(frames)) {
            readUnknown(open, frames);
            find(frames);
        }
        Map<String, Seen> free = free(frames);
        if (!free.isEmpty()) {
            register(open, free);
            lastOfLogger.clear();
            find(frames);
        }
        linkParents(open, frames);
        lengthen(open, frames);
    }

    /** The transaction that the devices were read in is committed. */
    void committed() {
        isCommitted = true;
    }

    /** The device at this place, counted from 0 over all devices of all frames that were last prepared. */
    KnownDevice device(int place) {
        KnownDevice known = found[place];
        if (known == null) {
            throw new IllegalStateException("device at place " + place + " is not registered");
        }
        return known;
    }

    /** Why the frame may not write rows of the device at this place, null when it may. */
    @Nullable
    String refusal(int place, DeviceSamples sent) {
        return device(place).refusal(sent, speaking[place]);
    }

    /** The binding that lets the frame speak for the device at this place; only where it is not refused. */
    KnownDevice.Binding binding(int place) {
        KnownDevice.Binding binding = speaking[place];
        if (binding == null) {
            throw new IllegalStateException("device at place " + place + " is refused");
        }
        return binding;
    }

    /** Looks up every device of the frames; false when one is unknown. */
    private boolean find(List<FrameSamples> frames) {
        int places = 0;
        boolean all = true;
        for (FrameSamples frame : frames) {
            List<DeviceSamples> devices = frame.devices();
            if (places + devices.size() > found.length) {
                found = Arrays.copyOf(found, 2 * (places + devices.size()));
                speaking = Arrays.copyOf(speaking, found.length);
            }
            KnownDevice[] expected = lastOfLogger.getOrDefault(frame.loggerSerialNumber(), NO_DEVICES);
            boolean asExpected = expected.length == devices.size();
            for (int i = 0; i < devices.size(); i++) {
                String serialNumber = devices.get(i).serialNumber();
                KnownDevice known =
                        i < expected.length && expected[i].serialNumber().equals(serialNumber)
                                ? expected[i]
                                : bySerialNumber.get(serialNumber);
                asExpected &= i < expected.length && known == expected[i];
                all &= known != null;
                found[places + i] = known;
                speaking[places + i] = known == null ? null : known.bindingOf(frame);
            }
            if (!asExpected && all) {
                lastOfLogger.put(
                        frame.loggerSerialNumber(), Arrays.copyOfRange(found, places, places + devices.size()));
            }
            places += devices.size();
        }
        return all;
    }

    /** The devices that the frames' loggers may begin to speak for; of two loggers the first. */
    private Map<String, Seen> free(List<FrameSamples> frames) {
        Map<String, Seen> free = new TreeMap<>();
        int place = 0;
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                KnownDevice known = found[place];
                if (speaking[place] == null && (known == null || known.isFreeFor(frame, device))) {
                    free.putIfAbsent(device.serialNumber(), new Seen(frame, device));
                }
                place++;
            }
        }
        return free;
    }

    private static long readChanges(Connection open) throws SQLException {
        try (PreparedStatement select = open.prepareStatement("SELECT changes FROM device_binding_changes");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void readUnknown(Connection open, List<FrameSamples> frames) throws SQLException {
        Set<String> unknown = new HashSet<>();
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                if (!bySerialNumber.containsKey(device.serialNumber())) {
                    unknown.add(device.serialNumber());
                }
            }
        }
        if (!unknown.isEmpty()) {
            read(open, unknown.toArray());
        }
    }

    private void read(Connection open, Object[] serialNumbers) throws SQLException {
        String sql =
                "SELECT d.serial_number, d.id, d.type, d.longest_cells, d.longest_temperatures, b.logger_sn, b.valid_from, b.valid_to, b.parent_id,"
                        + " (SELECT p.logger_sn FROM device_binding p WHERE p.device_id = b.parent_id ORDER BY p.valid_from DESC LIMIT 1)"
                        + " AS parents_logger"
                        + " FROM device d LEFT JOIN device_binding b ON b.device_id = d.id"
                        + " WHERE d.serial_number = ANY (?) ORDER BY d.id, b.valid_from";
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, open.createArrayOf("text", serialNumbers));
            try (ResultSet row = select.executeQuery()) {
                KnownDevice device = null;
                while (row.next()) {
                    if (device == null || device.id() != row.getInt("id")) {
                        device = new KnownDevice(
                                row.getInt("id"),
                                row.getInt("type"),
                                row.getString("serial_number"),
                                row.getObject("longest_cells", Integer.class),
                                row.getObject("longest_temperatures", Integer.class));
                        bySerialNumber.put(device.serialNumber(), device);
                    }
                    if (row.getString("logger_sn") != null) {
                        device.add(new KnownDevice.Binding(
                                row.getString("logger_sn"),
                                row.getTimestamp("valid_from").getTime(),
                                row.getTimestamp("valid_to").getTime(),
                                row.getObject("parent_id", Integer.class),
                                row.getString("parents_logger")));
                    }
                }
            }
        }
    }

    /** In the order of serial numbers, and with the devices locked, so that two writers agree on who was first. */
    private void register(Connection open, Map<String, Seen> free) throws SQLException {
        Array serialNumbers = open.createArrayOf("text", free.keySet().toArray());
        Object[] types =
                free.values().stream().map(seen -> seen.device().typeCode()).toArray();
        Object[] loggers = free.values().stream()
                .map(seen -> seen.frame().loggerSerialNumber())
                .toArray();
        execute(
                open,
                "INSERT INTO device (serial_number, type, longest_cells, longest_temperatures)"
                        + " SELECT *, 0, 0 FROM unnest(?::text[], ?::integer[]) AS n (serial_number, type) ORDER BY serial_number"
                        + " ON CONFLICT (serial_number) DO NOTHING",
                serialNumbers,
                open.createArrayOf("int4", types));
        execute(
                open,
                "SELECT id FROM device WHERE serial_number = ANY (?) ORDER BY serial_number FOR NO KEY UPDATE",
                serialNumbers);
        // The earlier binding of an unbound device has ended: the new one begins where it ended.
        execute(
                open,
                "INSERT INTO device_binding (device_id, logger_sn, valid_from) SELECT d.id, n.logger_sn,"
                        + " coalesce((SELECT max(valid_to) FROM device_binding WHERE device_id = d.id), '-infinity')"
                        + " FROM unnest(?::text[], ?::text[]) AS n (serial_number, logger_sn) JOIN device d USING (serial_number)"
                        + " WHERE NOT EXISTS (SELECT FROM device_binding WHERE device_id = d.id AND valid_to = 'infinity')",
                serialNumbers,
                open.createArrayOf("text", loggers));
        read(open, free.keySet().toArray());
    }

    /** Fills in the parents that bindings lack; a parent that is there stays. */
    private void linkParents(Connection open, List<FrameSamples> frames) throws SQLException {
        Map<Integer, Integer> parents = new LinkedHashMap<>();
        Map<Integer, String> loggers = new LinkedHashMap<>();
        int first = 0;
        for (FrameSamples frame : frames) {
            List<DeviceSamples> devices = frame.devices();
            for (int i = 0; i < devices.size(); i++) {
                DeviceSamples sent = devices.get(i);
                KnownDevice.Binding binding = sent.parentIndex() < 0 ? null : speaking[first + i];
                if (binding == null || binding.parentId() != null || refusal(first + i, sent) != null) {
                    continue;
                }
                int parent = first + sent.parentIndex();
                int deviceId = device(first + i).id();
                if (refusal(parent, devices.get(sent.parentIndex())) == null
                        && parents.putIfAbsent(deviceId, device(parent).id()) == null) {
                    loggers.put(deviceId, binding.loggerSerialNumber());
                }
            }
            first += devices.size();
        }
        if (!parents.isEmpty()) {
            execute(
                    open,
                    "UPDATE device_binding b SET parent_id = n.parent_id"
                            + " FROM unnest(?::integer[], ?::integer[], ?::text[]) AS n (device_id, parent_id, logger_sn)"
                            + " WHERE b.device_id = n.device_id AND b.logger_sn = n.logger_sn AND b.parent_id IS NULL",
                    open.createArrayOf("int4", parents.keySet().toArray()),
                    open.createArrayOf("int4", parents.values().toArray()),
                    open.createArrayOf("text", loggers.values().toArray()));
        }
    }

    /** Puts down longer lists of cells and temperatures than a device has sent before, in the order of serial numbers as {@link #register} does. */
    private void lengthen(Connection open, List<FrameSamples> frames) throws SQLException {
        Map<String, KnownDevice> longer = new TreeMap<>();
        int place = 0;
        for (FrameSamples frame : frames) {
            for (DeviceSamples sent : frame.devices()) {
                PackSample pack = sent.pack();
                if (pack != null
                        && refusal(place, sent) == null
                        && device(place).lengthen(pack)) {
                    longer.put(sent.serialNumber(), device(place));
                }
                place++;
            }
        }
        if (!longer.isEmpty()) {
            execute(
                    open,
                    "WITH locked AS MATERIALIZED (SELECT d.id, n.cells, n.temperatures"
                            + " FROM unnest(?::integer[], ?::integer[], ?::integer[]) AS n (id, cells, temperatures) JOIN device d USING (id)"
                            + " ORDER BY d.serial_number FOR NO KEY UPDATE OF d)"
                            + " UPDATE device d SET longest_cells = greatest(d.longest_cells, l.cells),"
                            + " longest_temperatures = greatest(d.longest_temperatures, l.temperatures) FROM locked l WHERE d.id = l.id",
                    integers(open, longer, KnownDevice::id),
                    integers(open, longer, KnownDevice::longestCells),
                    integers(open, longer, KnownDevice::longestTemperatures));
        }
    }

    private static Array integers(Connection open, Map<String, KnownDevice> devices, ToIntFunction<KnownDevice> value)
            throws SQLException {
        return open.createArrayOf(
                "int4", devices.values().stream().map(value::applyAsInt).toArray());
    }

    private static void execute(Connection open, String sql, Array... arrays) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            for (int i = 0; i < arrays.length; i++) {
                statement.setArray(i + 1, arrays[i]);
            }
            statement.execute();
        }
    }
}
