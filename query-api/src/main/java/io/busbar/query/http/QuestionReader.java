package io.busbar.query.http;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.PointChoice;
import io.busbar.query.series.SeriesRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a question for many devices: {@code {devices | plants, points: [{point, aggregate}], from, to, bucket, zone, slots, limit}}. May
 * be shared between threads.
 */
final class QuestionReader {

    /** Without from, a day; without to, a little beyond now, so that a logger whose clock is ahead is not cut off. */
    static final Duration USUAL_RANGE = Duration.ofHours(24);

    static final Duration AHEAD = Duration.ofMinutes(5);
    static final String BUCKETS = "is to be raw, auto, 5m, 15m, 1h or 1d";
    private static final String AGGREGATES = "is to be min, max, mean, last or sum";
    static final String SLOTS_OF_ROWS = "thins out rows: goes with bucket=raw only";

    private static final String AUTO = "auto";
    private static final int MAX_WORD = 20;
    private static final int MAX_NAME = 64;

    private final VisibleDevices visible;
    private final Clock clock;

    QuestionReader(VisibleDevices visible, Clock clock) {
        this.visible = visible;
        this.clock = clock;
    }

    static boolean isPoint(String word) {
        return word.matches("[A-Za-z0-9]{1," + MAX_WORD + "}");
    }

    /** Devices and a range of time: {@code {devices | plants, from, to}}. Immutable. */
    record Reach(List<VisibleDevice> devices, Instant from, Instant to) {}

    /**
     * Reads nothing else.
     *
     * @throws Refusal with every fault; equal for devices and plants that are hidden and those that do not exist
     */
    Reach reach(Scope scope, Body body) {
        Asked asked = Asked.of(body, clock);
        body.check();
        List<VisibleDevice> devices = devices(scope, body, asked.serialNumbers(), asked.plants());
        requireAllowed(body, devices);
        body.check();
        return new Reach(devices, asked.from(), asked.to());
    }

    /** What of it stands in the body. Immutable. */
    private record Asked(
            @Nullable List<String> serialNumbers, @Nullable List<String> plants, Instant from, Instant to) {

        static Asked of(Body body, Clock clock) {
            List<String> serialNumbers = body.optionalTexts("devices", Limits.MAX_NAMED, MAX_NAME);
            List<String> plants = body.optionalTexts("plants", Limits.MAX_NAMED, MAX_NAME);
            if (serialNumbers != null && plants != null) {
                body.fault("plants", "does not go with devices: name one of them");
            }
            Instant to = Objects.requireNonNullElse(
                    body.optionalTime("to"), clock.instant().plus(AHEAD));
            Instant from = Objects.requireNonNullElse(body.optionalTime("from"), to.minus(USUAL_RANGE));
            if (!from.isBefore(to)) {
                body.fault("from", AskedRange.IN_ORDER);
            }
            return new Asked(serialNumbers, plants, from, to);
        }
    }

    /** @throws Refusal with every fault; equal for devices and plants that are hidden and those that do not exist */
    SeriesRequest read(Scope scope, Body body) {
        Asked asked = Asked.of(body, clock);
        Bucket bucket = bucket(body);
        List<PointChoice> points = points(body, bucket);
        String zone = body.optionalZone("zone");
        Integer slots = integer(body.optionalInteger("slots", 1, Limits.MAX_SLOTS));
        if (slots != null && bucket != Bucket.RAW) {
            body.fault("slots", SLOTS_OF_ROWS);
        }
        Integer limit = integer(body.optionalInteger("limit", 1, Limits.MAX_ROWS));
        body.check();
        List<VisibleDevice> devices = devices(scope, body, asked.serialNumbers(), asked.plants());
        requireFew(body, devices, points);
        body.check();
        return new SeriesRequest(
                devices,
                points,
                asked.from(),
                asked.to(),
                bucket,
                null,
                zone == null ? zoneOf(devices) : ZoneId.of(zone),
                slots,
                limit == null ? Limits.MAX_ROWS : limit);
    }

    private static @Nullable Bucket bucket(Body body) {
        String word = body.optionalWord(
                "bucket", each -> each.equals(AUTO) || Bucket.ofWord(each) != null ? each : null, BUCKETS);
        return word == null ? null : Bucket.ofWord(word);
    }

    private static List<PointChoice> points(Body body, @Nullable Bucket bucket) {
        List<PointChoice> points = new ArrayList<>();
        for (Body object :
                Objects.requireNonNullElse(body.optionalObjects("points", Limits.MAX_POINTS), List.<Body>of())) {
            String word = object.textOrInteger("point", MAX_WORD);
            if (!word.isEmpty() && !isPoint(word)) {
                object.fault("point", "is to be an id, cells or temperatures");
            }
            Aggregate aggregate = object.optionalWord("aggregate", Aggregate::ofWord, AGGREGATES);
            if (aggregate != null && bucket == Bucket.RAW) {
                object.fault("aggregate", "does not go with bucket=raw");
            }
            points.add(new PointChoice(word, aggregate, object.pointer("point")));
        }
        return points;
    }

    private List<VisibleDevice> devices(
            Scope scope, Body body, @Nullable List<String> serialNumbers, @Nullable List<String> plants) {
        if (serialNumbers != null) {
            Map<String, VisibleDevice> found = visible.named(scope, serialNumbers).stream()
                    .collect(Collectors.toMap(VisibleDevice::serialNumber, Function.identity()));
            requireAll(body, "devices", "there is no such device that you may see", serialNumbers, found.keySet());
            return new LinkedHashSet<>(serialNumbers)
                    .stream().map(found::get).filter(Objects::nonNull).toList();
        }
        if (plants != null) {
            requireAll(
                    body, "plants", "there is no such plant that you may see", plants, visible.plants(scope, plants));
            return visible.ofPlants(scope, plants);
        }
        return visible.all(scope);
    }

    private static void requireAll(Body body, String field, String problem, List<String> named, Set<String> found) {
        for (int i = 0; i < named.size(); i++) {
            if (!found.contains(named.get(i))) {
                body.fault(field, i, problem);
            }
        }
    }

    private static void requireAllowed(Body body, List<VisibleDevice> devices) {
        if (devices.size() > Limits.MAX_DEVICES) {
            body.fault(
                    "devices",
                    "these are " + devices.size() + " devices, allowed are " + Limits.MAX_DEVICES
                            + ": name plants or devices, and ask for one part after the other");
        }
    }

    private static void requireFew(Body body, List<VisibleDevice> devices, List<PointChoice> points) {
        requireAllowed(body, devices);
        if (devices.size() <= Limits.MAX_DEVICES
                && points.isEmpty()
                && devices.size() > Limits.MAX_DEVICES_OF_EVERYTHING) {
            body.fault(
                    "points",
                    "these are " + devices.size() + " devices: name points for more than "
                            + Limits.MAX_DEVICES_OF_EVERYTHING);
        }
    }

    /** The one that all devices share, else UTC. */
    private static ZoneId zoneOf(List<VisibleDevice> devices) {
        Set<String> zones =
                devices.stream().map(device -> device.place().zone()).collect(Collectors.toSet());
        return ZoneId.of(zones.size() == 1 ? zones.iterator().next() : "UTC");
    }

    private static @Nullable Integer integer(@Nullable Long number) {
        return number == null ? null : Integer.valueOf(number.intValue());
    }
}
