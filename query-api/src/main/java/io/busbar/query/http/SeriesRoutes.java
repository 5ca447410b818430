package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.AccessChanges;
import io.busbar.query.access.Capability;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Latest values, and the catalogue as far as it is visible. May be shared between threads. */
final class SeriesRoutes {

    private final VisibleDevices visible;
    private final LatestReadings latest;
    private final Catalogue catalogue;
    private final AccessChanges changes;
    private final Clock clock;

    SeriesRoutes(
            VisibleDevices visible, LatestReadings latest, Catalogue catalogue, AccessChanges changes, Clock clock) {
        this.visible = visible;
        this.latest = latest;
        this.catalogue = catalogue;
        this.changes = changes;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/devices/{sn}/latest", see, this::latest)
                        .fromMemory(this::rememberedLatest),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/latest/stream", see, this::latestStream)
                        .parameters("plant", "after"),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/measuring-points", Guard.LOGGED_IN, this::measuringPoints)
                        .parameters("deviceType"),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/me/points", Guard.LOGGED_IN, this::myPoints)
                        .parameters("plant"));
    }

    /** A catalogue entry as it is answered. Immutable. */
    private record PointView(
            String deviceType,
            int point,
            String code,
            String name,
            String nameCn,
            String unit,
            int scale,
            String kind,
            boolean alarm,
            boolean derived) {}

    private Answer latest(Call call) {
        VisibleDevice device = device(call);
        return latest(device, latest.of(device));
    }

    private Optional<Answer> rememberedLatest(Call call) {
        VisibleDevice device = visible.remembered(call.scope(), call.path("sn"));
        return device == null ? Optional.empty() : latest.remembered(device).map(readings -> latest(device, readings));
    }

    private static Answer latest(VisibleDevice device, List<Reading> readings) {
        return new Answer.Whole(200, Answer.JSON, LatestJson.bytes(device, readings), Map.of());
    }

    private Answer latestStream(Call call) {
        String plant = call.query("plant");
        if (plant != null && visible.plants(call.scope(), List.of(plant)).isEmpty()) {
            throw Refusal.notFound();
        }
        return new Answer.Events(after -> new LatestEvents(visible, latest, changes, plant, after, clock.millis()));
    }

    private Answer measuringPoints(Call call) {
        String path = call.query("deviceType");
        List<DeviceType> types = catalogue.deviceTypes();
        if (path != null) {
            DeviceType type = catalogue.deviceType(path);
            if (type == null) {
                String known =
                        String.join(", ", types.stream().map(DeviceType::path).toList());
                throw Refusal.invalid("?deviceType", "is to be one of " + known);
            }
            types = List.of(type);
        }
        return points(types, call.scope().pointsAnywhere());
    }

    private Answer myPoints(Call call) {
        String plant = call.query("plant");
        PointSet points = plant == null
                ? call.scope().points()
                : visible.pointsAtPlant(call.scope(), plant).orElseThrow(Refusal::notFound);
        return points(catalogue.deviceTypes(), points);
    }

    private Answer points(List<DeviceType> types, PointSet points) {
        List<PointView> items = new ArrayList<>();
        for (DeviceType type : types) {
            catalogue.points(type).stream()
                    .filter(points::sees)
                    .map(SeriesRoutes::view)
                    .forEach(items::add);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items);
        body.put("next", null);
        return Answer.ok(body);
    }

    private static PointView view(MeasuringPoint point) {
        return new PointView(
                point.deviceType().path(),
                point.id(),
                point.code(),
                point.name(),
                point.nameCn(),
                point.unit(),
                point.scale(),
                point.kind().name(),
                point.alarm(),
                point.derived());
    }

    private VisibleDevice device(Call call) {
        return visible.find(call.scope(), call.path("sn")).orElseThrow(Refusal::notFound);
    }
}
