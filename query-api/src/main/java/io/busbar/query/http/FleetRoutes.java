package io.busbar.query.http;

import io.busbar.fleet.SerialNumber;
import io.busbar.query.access.Capability;
import io.busbar.query.access.VisibleDevices.Filter;
import io.busbar.query.fleet.Devices;
import io.busbar.query.fleet.LoggerChange;
import io.busbar.query.fleet.LoggerClaims;
import io.busbar.query.fleet.Loggers;
import io.busbar.query.fleet.Plants;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.topic.LoggerSettings;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plants, loggers and devices. May be shared between threads. */
final class FleetRoutes {

    private static final String PLANTS = Endpoint.API + "/plants";
    private static final String LOGGERS = Endpoint.API + "/loggers";
    private static final String DEVICES = Endpoint.API + "/devices";
    private static final int MAX_TEXT = 100;
    private static final int MAX_LABELS = 20;

    private final Plants plants;
    private final Loggers loggers;
    private final LoggerClaims claims;
    private final Devices devices;
    private final Cursors cursors;

    FleetRoutes(Plants plants, Loggers loggers, LoggerClaims claims, Devices devices, Cursors cursors) {
        this.plants = plants;
        this.loggers = loggers;
        this.claims = claims;
        this.devices = devices;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        Guard edit = Guard.may(Capability.EDIT_FLEET);
        return List.of(
                Endpoint.of(HttpMethod.GET, PLANTS, see, this::listPlants).parameters("cursor", "limit"),
                Endpoint.of(HttpMethod.POST, PLANTS, edit, this::createPlant),
                Endpoint.of(
                        HttpMethod.GET,
                        PLANTS + "/{id}",
                        see,
                        call -> Answer.ok(plants.one(call.scope(), call.path("id")))),
                Endpoint.of(HttpMethod.PATCH, PLANTS + "/{id}", edit, this::changePlant),
                Endpoint.of(HttpMethod.GET, LOGGERS, see, this::listLoggers).parameters("cursor", "limit", "plant"),
                Endpoint.of(HttpMethod.POST, LOGGERS, edit, this::registerLogger),
                Endpoint.of(
                        HttpMethod.GET,
                        LOGGERS + "/{sn}",
                        see,
                        call -> Answer.ok(loggers.one(call.scope(), call.path("sn")))),
                Endpoint.of(HttpMethod.PATCH, LOGGERS + "/{sn}", edit, this::changeLogger),
                Endpoint.of(
                        HttpMethod.POST,
                        LOGGERS + "/{sn}:rotateKey",
                        edit,
                        call -> withKey(claims.rotateKey(call.scope(), call.path("sn")), 200)),
                Endpoint.of(
                        HttpMethod.POST,
                        LOGGERS + "/{sn}:unbind",
                        edit,
                        call -> Answer.ok(claims.unbind(call.scope(), call.path("sn")))),
                Endpoint.of(HttpMethod.GET, DEVICES, see, this::listDevices)
                        .parameters("cursor", "limit", "plant", "logger", "parent"),
                Endpoint.of(
                        HttpMethod.GET,
                        DEVICES + "/{sn}",
                        see,
                        call -> Answer.ok(devices.one(call.scope(), call.path("sn")))),
                Endpoint.of(HttpMethod.PATCH, DEVICES + "/{sn}", edit, this::renameDevice),
                Endpoint.of(HttpMethod.POST, DEVICES + "/{sn}:unbind", edit, call -> {
                    devices.unbind(call.scope(), call.path("sn"));
                    return Answer.noContent();
                }));
    }

    private Answer listPlants(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        List<Plants.Plant> found = plants.list(call.scope(), cursors.after(call, PLANTS), limit + 1);
        return cursors.page(call, PLANTS, found, limit, Plants.Plant::id);
    }

    private Answer createPlant(Call call) {
        Body body = call.body();
        Plants.Change wanted = plantChange(body);
        if (wanted.name() == null) {
            body.fault("name", "is missing");
        }
        body.check();
        Plants.Plant plant = plants.create(call.scope(), wanted);
        return Answer.created("/plants/" + plant.id(), plant);
    }

    private Answer changePlant(Call call) {
        Body body = call.body();
        Plants.Change wanted = plantChange(body);
        body.check();
        return Answer.ok(plants.change(call.scope(), call.path("id"), wanted));
    }

    private static Plants.Change plantChange(Body body) {
        return new Plants.Change(
                body.optionalText("name", 1, MAX_TEXT),
                body.optionalText("businessType", 0, MAX_TEXT),
                body.optionalText("plantType", 0, MAX_TEXT),
                body.optionalZone("zone"),
                body.optionalInteger("capacityWh", 0, 1_000_000_000_000L),
                body.optionalText("owner", 1, MAX_TEXT));
    }

    private Answer listLoggers(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        var found = loggers.list(call.scope(), call.query("plant"), cursors.after(call, LOGGERS), limit + 1);
        return cursors.page(call, LOGGERS, found, limit, logger -> logger.serialNumber());
    }

    private Answer registerLogger(Call call) {
        Body body = call.body();
        String serialNumber = body.text("serialNumber", 1, 64);
        if (!serialNumber.isEmpty() && !SerialNumber.isValid(serialNumber)) {
            body.fault("serialNumber", "is to be " + SerialNumber.ALLOWED);
        }
        String checkCode = body.optionalText("checkCode", 4, MAX_TEXT);
        LoggerChange wanted = loggerChange(body, null);
        body.check();
        return withKey(claims.register(call.scope(), serialNumber, checkCode, wanted), 201);
    }

    private Answer changeLogger(Call call) {
        Body body = call.body();
        LoggerChange wanted = loggerChange(body, body.optionalFlag("active"));
        body.check();
        return Answer.ok(loggers.change(call.scope(), call.path("sn"), wanted));
    }

    private static LoggerChange loggerChange(Body body, @Nullable Boolean active) {
        Long interval = body.optionalInteger("uploadIntervalSeconds", 1, LoggerSettings.MAX_UPLOAD_INTERVAL_SECONDS);
        return new LoggerChange(
                body.optionalText("plant", 1, MAX_TEXT),
                body.optionalText("alias", 0, MAX_TEXT),
                body.optionalText("model", 0, MAX_TEXT),
                body.optionalText("firmware", 0, MAX_TEXT),
                body.optionalText("communicationType", 0, MAX_TEXT),
                body.optionalTexts("labels", MAX_LABELS, MAX_TEXT),
                body.optionalZone("zone"),
                interval == null ? null : Integer.valueOf(interval.intValue()),
                active);
    }

    /** The logger's fields, and its secrets beside them. */
    private static Answer withKey(LoggerClaims.WithKey registered, int status) {
        String serialNumber = registered.logger().serialNumber();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("serialNumber", serialNumber);
        fields.put("key", registered.key());
        fields.put("checkCode", registered.checkCode());
        fields.put("logger", registered.logger());
        return new Answer.Whole(
                status,
                Answer.JSON,
                Json.bytes(fields),
                status == 201
                        ? Map.of("Location", LOGGERS + '/' + serialNumber, "Cache-Control", "no-store")
                        : Map.of("Cache-Control", "no-store"));
    }

    private Answer listDevices(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        Filter filter = new Filter(call.query("logger"), call.query("plant"), call.query("parent"));
        var found = devices.list(call.scope(), filter, cursors.after(call, DEVICES), limit + 1);
        return cursors.page(call, DEVICES, found, limit, device -> device.serialNumber());
    }

    private Answer renameDevice(Call call) {
        Body body = call.body();
        String alias = body.optionalText("alias", 1, MAX_TEXT);
        if (!body.has("alias")) {
            body.fault("alias", "is missing; null takes it away");
        }
        body.check();
        return Answer.ok(devices.rename(call.scope(), call.path("sn"), alias));
    }
}
