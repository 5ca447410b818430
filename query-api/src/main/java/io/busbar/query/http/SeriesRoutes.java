package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Capability;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.series.SeriesRequest;
import io.busbar.query.series.SeriesSink;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Latest values, history, and the catalogue as far as it is visible. May be shared between threads. */
final class SeriesRoutes {

    private static final String CSV = "text/csv";
    private static final String AUTO = "auto";
    private static final int MAX_NAMED_POINTS = 1_000;
    private static final int MAX_ROWS = 10_000_000;

    /** Without from, a day; without to, a little beyond now, so that a logger whose clock is ahead is not cut off. */
    private static final Duration USUAL_RANGE = Duration.ofHours(24);

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final VisibleDevices visible;
    private final SeriesExecutor executor;
    private final LatestReadings latest;
    private final Catalogue catalogue;
    private final Clock clock;

    SeriesRoutes(
            VisibleDevices visible, SeriesExecutor executor, LatestReadings latest, Catalogue catalogue, Clock clock) {
        this.visible = visible;
        this.executor = executor;
        this.latest = latest;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/devices/{sn}/latest", see, this::latest)
                        .fromMemory(this::rememberedLatest),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/devices/{sn}/history", see, this::history)
                        .parameters("points", "from", "to", "bucket", "aggregate", "zone", "limit")
                        .on(Pool.STREAM),
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

    private Answer history(Call call) {
        String type = call.mediaType(Answer.JSON, CSV);
        SeriesRequest request = request(call, device(call));
        String contentType = type.equals(CSV) ? CSV + "; charset=utf-8; header=present" : type;
        return new Answer.Streamed(contentType, (out, cancellation) -> {
            SeriesSink sink = type.equals(CSV) ? new CsvSeries(out) : new JsonSeries(out);
            executor.run(request, sink, cancellation);
        });
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

    private SeriesRequest request(Call call, VisibleDevice device) {
        List<Fault> faults = new ArrayList<>();
        Instant to = Objects.requireNonNullElse(
                time(call, "to", faults), clock.instant().plus(AHEAD));
        Instant from = Objects.requireNonNullElse(time(call, "from", faults), to.minus(USUAL_RANGE));
        if (faults.isEmpty() && !from.isBefore(to)) {
            faults.add(new Fault("?from", "is to be before to"));
        }
        String bucketWord = Objects.requireNonNullElse(call.query("bucket"), AUTO);
        Bucket bucket = Bucket.ofWord(bucketWord);
        if (bucket == null && !bucketWord.equals(AUTO)) {
            faults.add(new Fault("?bucket", "is to be raw, auto, 5m, 15m, 1h or 1d"));
        }
        String aggregateWord = call.query("aggregate");
        Aggregate aggregate = aggregateWord == null ? null : Aggregate.ofWord(aggregateWord);
        if (aggregateWord != null && aggregate == null) {
            faults.add(new Fault("?aggregate", "is to be min, max, mean or last"));
        } else if (aggregate != null && bucket == Bucket.RAW) {
            faults.add(new Fault("?aggregate", "does not go with bucket=raw"));
        }
        String zoneWord =
                Objects.requireNonNullElse(call.query("zone"), device.place().zone());
        ZoneId zone = Times.zone(zoneWord);
        if (zone == null) {
            faults.add(new Fault("?zone", "is no IANA time zone"));
        }
        List<String> points = points(call, faults);
        if (!faults.isEmpty() || zone == null) {
            throw Refusal.invalid(faults);
        }
        return new SeriesRequest(device, points, from, to, bucket, aggregate, zone, call.limit(MAX_ROWS, MAX_ROWS));
    }

    private static List<String> points(Call call, List<Fault> faults) {
        String text = call.query("points");
        if (text == null) {
            return List.of();
        }
        List<String> points = List.of(text.split(",", -1));
        if (points.size() > MAX_NAMED_POINTS
                || points.stream().anyMatch(point -> !point.matches("[A-Za-z0-9]{1,20}"))) {
            faults.add(new Fault("?points", "is to be ids, cells or temperatures, separated by commas"));
        }
        return points;
    }

    private static @Nullable Instant time(Call call, String name, List<Fault> faults) {
        String text = call.query(name);
        Instant time = text == null ? null : Times.parse(text);
        if (text != null && time == null) {
            faults.add(new Fault("?" + name, "is to be " + Times.ALLOWED));
        }
        return time;
    }
}
