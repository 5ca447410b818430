package io.busbar.jobs.sink;

import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
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
import org.jspecify.annotations.Nullable;

/**
 * Knows the devices of a batch by serial number and registers those that are new, in the batch's own transaction: a device seen first
 * under a logger is bound to it. Asked anew for every batch, so that an unbound or transferred device counts at once. Confined to one
 * transaction.
 */
final class DeviceDirectory {

    private final Map<String, Entry> bySerialNumber = new HashMap<>();

    private DeviceDirectory() {}

    /**
     * A device.
     *
     * @param loggerSerialNumber the logger that it is bound to
     */
    record Entry(int id, int typeCode, String loggerSerialNumber) {

        boolean mayBeWrittenBy(FrameSamples frame) {
            return loggerSerialNumber.equals(frame.loggerSerialNumber());
        }
    }

    private record Seen(FrameSamples frame, DeviceSamples device) {

        @Nullable
        DeviceSamples parent() {
            return device.parentIndex() < 0 ? null : frame.devices().get(device.parentIndex());
        }
    }

    static DeviceDirectory of(Connection connection, Collection<FrameSamples> frames) throws SQLException {
        Map<String, Seen> wanted = new LinkedHashMap<>();
        for (FrameSamples frame : frames) {
            for (DeviceSamples device : frame.devices()) {
                wanted.putIfAbsent(device.serialNumber(), new Seen(frame, device));
            }
        }
        DeviceDirectory directory = new DeviceDirectory();
        directory.read(connection, wanted.keySet());
        List<Seen> unknown = new ArrayList<>();
        wanted.forEach((serialNumber, seen) -> {
            if (!directory.bySerialNumber.containsKey(serialNumber)) {
                unknown.add(seen);
            }
        });
        if (!unknown.isEmpty()) {
            directory.register(connection, unknown);
        }
        return directory;
    }

    Entry device(String serialNumber) {
        Entry entry = bySerialNumber.get(serialNumber);
        if (entry == null) {
            throw new IllegalStateException("device '" + serialNumber + "' was not asked for");
        }
        return entry;
    }

    private void read(Connection connection, Collection<String> serialNumbers) throws SQLException {
        String sql = "SELECT d.serial_number, d.id, d.type, b.logger_sn FROM device d"
                + " JOIN device_binding b ON b.device_id = d.id AND b.valid_to = 'infinity'"
                + " WHERE d.serial_number = ANY (?)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", serialNumbers.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    bySerialNumber.put(rows.getString(1), new Entry(rows.getInt(2), rows.getInt(3), rows.getString(4)));
                }
            }
        }
    }

    /** New devices in the order of their serial numbers, so that two writers cannot wait for each other crosswise. */
    private void register(Connection connection, List<Seen> unknown) throws SQLException {
        List<Seen> ordered = new ArrayList<>(unknown);
        ordered.sort((a, b) -> a.device().serialNumber().compareTo(b.device().serialNumber()));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO device (serial_number, type) VALUES (?, ?) ON CONFLICT (serial_number) DO NOTHING")) {
            for (Seen seen : ordered) {
                insert.setString(1, seen.device().serialNumber());
                insert.setInt(2, seen.device().typeCode());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        // An earlier binding of a device that was unbound has ended: the new one begins where it ended.
        String bind = "INSERT INTO device_binding (device_id, logger_sn, valid_from)"
                + " SELECT d.id, ?, coalesce((SELECT max(b.valid_to) FROM device_binding b WHERE b.device_id = d.id), '-infinity')"
                + " FROM device d WHERE d.serial_number = ?"
                + " ON CONFLICT (device_id) WHERE valid_to = 'infinity' DO NOTHING";
        try (PreparedStatement insert = connection.prepareStatement(bind)) {
            for (Seen seen : ordered) {
                insert.setString(1, seen.frame().loggerSerialNumber());
                insert.setString(2, seen.device().serialNumber());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        read(
                connection,
                ordered.stream().map(seen -> seen.device().serialNumber()).toList());
        linkParents(connection, ordered);
    }

    private void linkParents(Connection connection, List<Seen> ordered) throws SQLException {
        String sql = "UPDATE device_binding SET parent_id = ? WHERE device_id = ? AND valid_to = 'infinity'"
                + " AND logger_sn = ? AND parent_id IS NULL";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Seen seen : ordered) {
                DeviceSamples parent = seen.parent();
                if (parent == null || !device(parent.serialNumber()).mayBeWrittenBy(seen.frame())) {
                    continue;
                }
                update.setInt(1, device(parent.serialNumber()).id());
                update.setInt(2, device(seen.device().serialNumber()).id());
                update.setString(3, seen.frame().loggerSerialNumber());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
