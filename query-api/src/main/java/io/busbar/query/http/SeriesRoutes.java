package io.busbar.query.http;

import io.busbar.query.access.AccessChanges;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Latest values, once and as they come. May be shared between threads. */
final class SeriesRoutes {

    private final VisibleDevices visible;
    private final LatestReadings latest;
    private final AccessChanges changes;
    private final Clock clock;

    SeriesRoutes(VisibleDevices visible, LatestReadings latest, AccessChanges changes, Clock clock) {
        this.visible = visible;
        this.latest = latest;
        this.changes = changes;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/devices/{sn}/latest", see, this::latest)
                        .fromMemory(this::rememberedLatest),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/latest/stream", see, this::latestStream)
                        .parameters("plant", "after"));
    }

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

    private VisibleDevice device(Call call) {
        return visible.find(call.scope(), call.path("sn")).orElseThrow(Refusal::notFound);
    }
}
