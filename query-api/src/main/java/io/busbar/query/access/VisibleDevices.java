package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.access.VisibleDevice.Place;
import io.busbar.query.access.VisibleDevice.Stay;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the devices inside a scope. A device belongs to a plant while it is bound to a logger and the logger belongs to the plant; the
 * two kinds of intervals are intersected here. What was found is given again, to the same scope only, while nothing that it was made from has
 * changed. May be shared between threads.
 */
public final class VisibleDevices {

    private static final String COLUMNS = "SELECT d.id, d.serial_number, d.type, parent.serial_number AS parent,"
            + " l.serial_number AS logger, coalesce(lp.upload_interval_seconds, l.upload_interval_seconds)"
            + " AS upload_interval_seconds, p.public_id AS plant_id, p.name AS plant_name,"
            + " coalesce(p.zone, lp.zone, l.zone) AS zone, lp.organization_id, lp.plant_id AS plant_key, a.alias,"
            + " greatest(b.valid_from, lp.valid_from) AS visible_from, least(b.valid_to, lp.valid_to) AS visible_to";

    /** Nothing of a device that has gone: the newest frame in the time before is no longer there once its next owner has one. */
    private static final String LAST_RECEIVED = ", (SELECT max(f.received_at) FROM latest_frame f"
            + "   WHERE f.device_id = d.id AND f.time >= greatest(b.valid_from, lp.valid_from)"
            + "   AND least(b.valid_to, lp.valid_to) = 'infinity') AS last_received_at";

    private static final String TABLES =
            " FROM device d JOIN device_binding b ON b.device_id = d.id JOIN logger l ON l.serial_number = b.logger_sn"
                    + " JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_from < b.valid_to AND b.valid_from < lp.valid_to"
                    + " LEFT JOIN plant p ON p.id = lp.plant_id LEFT JOIN device parent ON parent.id = b.parent_id"
                    + " LEFT JOIN device_alias a ON a.device_id = d.id AND a.organization_id = lp.organization_id WHERE ";

    /** About 700 bytes each. */
    private static final int MAX_REMEMBERED = 50_000;

    private final Database database;
    private final Catalogue catalogue;
    private final Remembered<Key, VisibleDevice> remembered;

    public VisibleDevices(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
        AccessChanges changes = database.changes();
        this.remembered = new Remembered<>(changes::deviceVersion, changes::vouches, MAX_REMEMBERED);
    }

    /** What a list of devices may be narrowed to; null does not narrow. Immutable. */
    public record Filter(@Nullable String logger, @Nullable String plant, @Nullable String parent) {}

    /**
     * A device and when something visible was last received of it. Immutable.
     *
     * @param lastReceivedAt while the device was where it is; null when nothing was yet
     */
    public record Heard(VisibleDevice device, @Nullable Instant lastReceivedAt) {}

    /** A scope is equal to itself alone: nothing that was found for one is given to another. */
    private record Key(Scope scope, String serialNumber) {}

    public Optional<VisibleDevice> find(Scope scope, String serialNumber) {
        VisibleDevice known = remembered(scope, serialNumber);
        return known != null
                ? Optional.of(known)
                : remembered.read(
                        new Key(scope, serialNumber),
                        () -> database.read(connection -> find(connection, scope, serialNumber)));
    }

    /** The same without waiting for the database; null when it is to be asked. */
    public @Nullable VisibleDevice remembered(Scope scope, String serialNumber) {
        return remembered.find(new Key(scope, serialNumber));
    }

    /** How often the database was asked. */
    public long reads() {
        return remembered.reads();
    }

    /** As the database says inside a transaction. */
    public Optional<VisibleDevice> find(Connection connection, Scope scope, String serialNumber) throws SQLException {
        Sql sql = one(Sql.of(COLUMNS + TABLES), scope, serialNumber);
        return devices(sql.list(connection, VisibleDevices::binding), scope).stream()
                .findFirst();
    }

    /** Those of these serial numbers that are visible, in order of serial number. */
    public List<VisibleDevice> named(Scope scope, Collection<String> serialNumbers) {
        return database.read(connection -> all(
                connection, scope, Sql.of("d.serial_number = ANY(?)", (Object) serialNumbers.toArray(String[]::new))));
    }

    /** Everything visible at these plants, in order of serial number. */
    public List<VisibleDevice> ofPlants(Scope scope, Collection<String> plants) {
        Sql narrowed = Sql.of("p.public_id = ANY(?)", (Object) plants.toArray(String[]::new));
        return database.read(connection -> all(connection, scope, narrowed));
    }

    /** Everything visible, in order of serial number. */
    public List<VisibleDevice> all(Scope scope) {
        return database.read(connection -> all(connection, scope, Sql.of("true")));
    }

    /** Those of these plants that are visible. */
    public Set<String> plants(Scope scope, Collection<String> plants) {
        return database.read(connection -> new HashSet<>(Sql.of("SELECT p.public_id FROM plant p WHERE ")
                .append(scope.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id = ANY(?)", (Object) plants.toArray(String[]::new))
                .list(connection, row -> row.getString(1))));
    }

    private List<VisibleDevice> all(Connection connection, Scope scope, Sql narrowed) throws SQLException {
        Sql sql = Sql.of(COLUMNS + TABLES)
                .append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" AND ")
                .append(narrowed)
                .append(" ORDER BY d.serial_number, visible_from");
        return devices(sql.list(connection, VisibleDevices::binding), scope);
    }

    /** As the database says inside a transaction. */
    public Optional<Heard> heard(Connection connection, Scope scope, String serialNumber) throws SQLException {
        Sql sql = one(Sql.of(COLUMNS + LAST_RECEIVED + TABLES), scope, serialNumber);
        return heard(connection, sql, scope).stream().findFirst();
    }

    /** In order of serial number, those after {@code after}, at most {@code limit}. */
    public List<Heard> list(Connection connection, Scope scope, Filter filter, String after, int limit)
            throws SQLException {
        Sql page = narrowed(Sql.of("SELECT DISTINCT d.serial_number" + TABLES), scope, filter)
                .append(" AND d.serial_number > ? ORDER BY d.serial_number LIMIT ?", after, limit);
        Sql sql = narrowed(Sql.of(COLUMNS + LAST_RECEIVED + TABLES), scope, filter)
                .append(" AND d.serial_number = ANY(ARRAY(")
                .append(page)
                .append(")) ORDER BY d.serial_number, visible_from");
        return heard(connection, sql, scope);
    }

    private static Sql one(Sql bindings, Scope scope, String serialNumber) {
        return bindings.append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" AND d.serial_number = ? ORDER BY visible_from", serialNumber);
    }

    private static Sql narrowed(Sql bindings, Scope scope, Filter filter) {
        Sql sql = bindings.append(scope.sees("lp.organization_id", "lp.plant_id"));
        narrow(sql, "l.serial_number", filter.logger());
        narrow(sql, "p.public_id", filter.plant());
        narrow(sql, "parent.serial_number", filter.parent());
        return sql;
    }

    private static void narrow(Sql sql, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" AND " + column + " = ?", value);
        }
    }

    private List<Heard> heard(Connection connection, Sql sql, Scope scope) throws SQLException {
        Map<Integer, @Nullable Instant> lastReceivedAt = new HashMap<>();
        List<Binding> bindings = sql.list(connection, row -> {
            Binding binding = binding(row);
            lastReceivedAt.put(binding.key(), Sql.instant(row, "last_received_at"));
            return binding;
        });
        return devices(bindings, scope).stream()
                .map(device -> new Heard(device, lastReceivedAt.get(device.key())))
                .toList();
    }

    private List<VisibleDevice> devices(List<Binding> bindings, Scope scope) {
        Map<Integer, List<Binding>> byDevice = new LinkedHashMap<>();
        bindings.forEach(binding -> byDevice.computeIfAbsent(binding.key(), key -> new ArrayList<>())
                .add(binding));
        List<VisibleDevice> devices = new ArrayList<>();
        byDevice.values().forEach(own -> {
            Binding last = own.get(own.size() - 1);
            DeviceType type = catalogue.deviceType(last.type());
            if (type != null) {
                PointSet points = own.stream()
                        .map(binding -> scope.pointsAt(binding.organizationKey(), binding.plantKey()))
                        .reduce(PointSet::intersection)
                        .orElseThrow();
                devices.add(new VisibleDevice(
                        last.key(),
                        last.serialNumber(),
                        type,
                        points,
                        own.stream().map(Binding::stay).toList()));
            }
        });
        return devices;
    }

    private static Binding binding(ResultSet row) throws SQLException {
        return new Binding(
                row.getInt("id"),
                row.getString("serial_number"),
                row.getInt("type"),
                row.getInt("organization_id"),
                row.getObject("plant_key", Integer.class),
                new Stay(
                        new Interval(instant(row, "visible_from"), instant(row, "visible_to")),
                        new Place(
                                row.getString("logger"),
                                row.getInt("upload_interval_seconds"),
                                row.getString("parent"),
                                row.getString("plant_id"),
                                row.getString("plant_name"),
                                row.getString("zone"),
                                row.getString("alias"))));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(Sql.instant(row, column), column);
    }

    private record Binding(
            int key, String serialNumber, int type, int organizationKey, @Nullable Integer plantKey, Stay stay) {}
}
