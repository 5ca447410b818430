package io.busbar.query.fleet;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.access.VisibleDevices.Filter;
import io.busbar.query.access.VisibleDevices.Heard;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.alarms.Alarms;
import io.busbar.query.fleet.LoggerView.PlantRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BMS and packs with their parents. They come by themselves when a logger speaks for them. May be shared between threads. */
public final class Devices {

    private final Database database;
    private final VisibleDevices visible;
    private final Alarms alarms;
    private final Clock clock;

    public Devices(Database database, VisibleDevices visible, Alarms alarms, Clock clock) {
        this.database = database;
        this.visible = visible;
        this.alarms = alarms;
        this.clock = clock;
    }

    /**
     * A device as it is answered. Immutable.
     *
     * @param status OFFLINE when it was not heard of for three upload intervals; else FAULT with an open alarm of severity PROTECTION or FAULT, of
     *     itself or of a pack of it, that the asking person sees; else ONLINE
     * @param parent null for a BMS
     */
    public record DeviceView(
            String serialNumber,
            String type,
            String status,
            @Nullable String alias,
            @Nullable String parent,
            String logger,
            @Nullable PlantRef plant,
            @Nullable Instant lastUpdate) {}

    public List<DeviceView> list(Scope scope, Filter filter, String after, int limit) {
        return database.read(
                connection -> views(connection, scope, visible.list(connection, scope, filter, after, limit)));
    }

    public DeviceView one(Scope scope, String serialNumber) {
        return database.read(connection -> view(connection, scope, find(connection, scope, serialNumber)));
    }

    /** Sets what the organization calls the device; null takes the alias away. */
    public DeviceView rename(Scope scope, String serialNumber, @Nullable String alias) {
        return database.write(connection -> {
            VisibleDevice device = find(connection, scope, serialNumber).device();
            requireEditable(connection, scope, device);
            String before = device.place().alias();
            int organization = scope.person().organizationKey();
            Sql.of("DELETE FROM device_alias WHERE device_id = ? AND organization_id = ?", device.key(), organization)
                    .run(connection);
            if (alias != null) {
                Sql.of("INSERT INTO device_alias VALUES (?, ?, ?)", device.key(), organization, alias)
                        .run(connection);
            }
            Audit.add(
                    connection,
                    Actor.of(scope),
                    "device.rename",
                    serialNumber,
                    Map.of("alias", Objects.requireNonNullElse(before, "")),
                    Map.of("alias", Objects.requireNonNullElse(alias, "")));
            return view(connection, scope, find(connection, scope, serialNumber));
        });
    }

    /**
     * Ends what ties the device, and what is part of it, to its logger: another logger may speak for it from now on. What was observed stays
     * with who had it.
     *
     * @throws Refusal when it is not tied to a logger that the person may change
     */
    public void unbind(Scope scope, String serialNumber) {
        database.write(connection -> {
            VisibleDevice device = find(connection, scope, serialNumber).device();
            requireEditable(connection, scope, device);
            List<String> unbound = Sql.of(
                            "UPDATE device_binding b SET valid_to = now() FROM device d, logger_plant lp, logger l"
                                    + " WHERE d.id = b.device_id AND l.serial_number = b.logger_sn AND lp.logger_id = l.id"
                                    + " AND lp.valid_to = 'infinity' AND b.valid_to = 'infinity'"
                                    + " AND (b.device_id = ? OR b.parent_id = ?) AND ",
                            device.key(),
                            device.key())
                    .append(scope.sees("lp.organization_id", "lp.plant_id"))
                    .append(" RETURNING d.serial_number")
                    .list(connection, row -> row.getString(1));
            if (!unbound.contains(serialNumber)) {
                throw Refusal.of(Kind.CONFLICT, "no logger speaks for this device now");
            }
            for (String one : unbound) {
                Audit.add(
                        connection,
                        Actor.of(scope),
                        "device.unbind",
                        one,
                        Map.of("logger", device.place().logger()),
                        null);
            }
            return true;
        });
    }

    private static void requireEditable(Connection connection, Scope scope, VisibleDevice device) throws SQLException {
        String plant = device.place().plantId();
        boolean editable = scope.reach(Capability.EDIT_FLEET) == Reach.ALL;
        if (plant != null) {
            Plants.editable(connection, scope, plant);
        } else if (!editable) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this device but not change it");
        }
    }

    private Heard find(Connection connection, Scope scope, String serialNumber) throws SQLException {
        return visible.heard(connection, scope, serialNumber).orElseThrow(Refusal::notFound);
    }

    private DeviceView view(Connection connection, Scope scope, Heard heard) throws SQLException {
        return views(connection, scope, List.of(heard)).get(0);
    }

    private List<DeviceView> views(Connection connection, Scope scope, List<Heard> heard) throws SQLException {
        List<Integer> keys = heard.stream().map(each -> each.device().key()).toList();
        Set<Integer> faulty = alarms.faulty(connection, scope, keys);
        return heard.stream()
                .map(each -> view(each, faulty.contains(each.device().key())))
                .toList();
    }

    private DeviceView view(Heard heard, boolean isFaulty) {
        VisibleDevice device = heard.device();
        VisibleDevice.Place place = device.place();
        String status = Loggers.status(heard.lastReceivedAt(), place.uploadIntervalSeconds(), clock.instant());
        String plant = place.plantId();
        String plantName = place.plantName();
        return new DeviceView(
                device.serialNumber(),
                device.type().path(),
                isFaulty && status.equals("ONLINE") ? "FAULT" : status,
                place.alias(),
                place.parent(),
                place.logger(),
                plant == null || plantName == null ? null : new PlantRef(plant, plantName),
                heard.lastReceivedAt());
    }
}
