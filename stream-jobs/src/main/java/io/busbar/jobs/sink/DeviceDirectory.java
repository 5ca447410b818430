package io.busbar.jobs.sink;

import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knows the devices of a batch by serial number and registers those that are new, in the batch's own transaction: a device that no logger
 * speaks for is bound to the one that sends it. Asked anew for every batch, so that an unbound or transferred device counts at once.
 * Confined to one transaction.
 */
final class DeviceDirectory {

    private final Connection connection;
    private final Map<String, KnownDevice> bySerialNumber = new HashMap<>();

    private record Seen(FrameSamples frame, DeviceSamples device) {}

    private DeviceDirectory(Connection connection) {
        this.connection = connection;
    }

    static DeviceDirectory of(Connection connection, Collection<FrameSamples> frames) throws SQLException {
        List<Seen> all = new ArrayList<>();
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                all.add(new Seen(frame, device));
            }
        }
        DeviceDirectory directory = new DeviceDirectory(connection);
        directory.read(all.stream()
                .map(seen -> seen.device().serialNumber())
                .distinct()
                .toArray());
        Map<String, Seen> free = new TreeMap<>();
        for (Seen seen : all) {
            KnownDevice known = directory.bySerialNumber.get(seen.device().serialNumber());
            if (known == null || known.isFreeFor(seen.frame(), seen.device())) {
                free.putIfAbsent(seen.device().serialNumber(), seen);
            }
        }
        if (!free.isEmpty()) {
            directory.register(free);
        }
        directory.linkParents(all);
        return directory;
    }

    KnownDevice device(String serialNumber) {
        KnownDevice known = bySerialNumber.get(serialNumber);
        if (known == null) {
            throw new IllegalStateException("device '" + serialNumber + "' was not asked for");
        }
        return known;
    }

    private void read(Object[] serialNumbers) throws SQLException {
        String sql = "SELECT d.serial_number, d.id, d.type, b.logger_sn, b.valid_from, b.valid_to, b.parent_id"
                + " FROM device d LEFT JOIN device_binding b ON b.device_id = d.id"
                + " WHERE d.serial_number = ANY (?) ORDER BY d.id, b.valid_from";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", serialNumbers));
            try (ResultSet row = select.executeQuery()) {
                KnownDevice device = null;
                while (row.next()) {
                    if (device == null || device.id() != row.getInt("id")) {
                        device = new KnownDevice(row.getInt("id"), row.getInt("type"));
                        bySerialNumber.put(row.getString("serial_number"), device);
                    }
                    if (row.getString("logger_sn") != null) {
                        device.add(new KnownDevice.Binding(
                                row.getString("logger_sn"),
                                row.getTimestamp("valid_from").getTime(),
                                row.getTimestamp("valid_to").getTime(),
                                row.getObject("parent_id", Integer.class)));
                    }
                }
            }
        }
    }

    /** In the order of serial numbers, and with the devices locked, so that two writers agree on who was first. */
    private void register(Map<String, Seen> free) throws SQLException {
        Array serialNumbers = connection.createArrayOf("text", free.keySet().toArray());
        Object[] types =
                free.values().stream().map(seen -> seen.device().typeCode()).toArray();
        Object[] loggers = free.values().stream()
                .map(seen -> seen.frame().loggerSerialNumber())
                .toArray();
        execute(
                "INSERT INTO device (serial_number, type)"
                        + " SELECT * FROM unnest(?::text[], ?::integer[]) AS n (serial_number, type) ORDER BY serial_number"
                        + " ON CONFLICT (serial_number) DO NOTHING",
                serialNumbers,
                connection.createArrayOf("int4", types));
        execute(
                "SELECT id FROM device WHERE serial_number = ANY (?) ORDER BY serial_number FOR NO KEY UPDATE",
                serialNumbers);
        // The earlier binding of an unbound device has ended: the new one begins where it ended.
        execute(
                "INSERT INTO device_binding (device_id, logger_sn, valid_from) SELECT d.id, n.logger_sn,"
                        + " coalesce((SELECT max(valid_to) FROM device_binding WHERE device_id = d.id), '-infinity')"
                        + " FROM unnest(?::text[], ?::text[]) AS n (serial_number, logger_sn) JOIN device d USING (serial_number)"
                        + " WHERE NOT EXISTS (SELECT FROM device_binding WHERE device_id = d.id AND valid_to = 'infinity')",
                serialNumbers,
                connection.createArrayOf("text", loggers));
        read(free.keySet().toArray());
    }

    /** Fills in the parents that bindings lack; a parent that is there stays. */
    private void linkParents(List<Seen> all) throws SQLException {
        Map<Integer, Integer> parents = new LinkedHashMap<>();
        Map<Integer, String> loggers = new LinkedHashMap<>();
        for (Seen seen : all) {
            FrameSamples frame = seen.frame();
            KnownDevice device = device(seen.device().serialNumber());
            KnownDevice.Binding binding = device.bindingOf(frame);
            int parentIndex = seen.device().parentIndex();
            if (parentIndex < 0
                    || binding == null
                    || binding.parentId() != null
                    || device.refusal(frame, seen.device()) != null) {
                continue;
            }
            DeviceSamples sentParent = frame.devices().get(parentIndex);
            KnownDevice parent = device(sentParent.serialNumber());
            if (parent.refusal(frame, sentParent) == null && parents.putIfAbsent(device.id(), parent.id()) == null) {
                loggers.put(device.id(), binding.loggerSerialNumber());
            }
        }
        if (!parents.isEmpty()) {
            execute(
                    "UPDATE device_binding b SET parent_id = n.parent_id"
                            + " FROM unnest(?::integer[], ?::integer[], ?::text[]) AS n (device_id, parent_id, logger_sn)"
                            + " WHERE b.device_id = n.device_id AND b.logger_sn = n.logger_sn AND b.parent_id IS NULL",
                    connection.createArrayOf("int4", parents.keySet().toArray()),
                    connection.createArrayOf("int4", parents.values().toArray()),
                    connection.createArrayOf("text", loggers.values().toArray()));
        }
    }

    private void execute(String sql, Array... arrays) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arrays.length; i++) {
                statement.setArray(i + 1, arrays[i]);
            }
            statement.execute();
        }
    }
}
