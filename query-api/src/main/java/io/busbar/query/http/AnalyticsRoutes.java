package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.analytics.AnalyticsTables;
import io.busbar.query.analytics.ImbalanceAnswers;
import io.busbar.query.analytics.SocAnswers;
import io.busbar.query.analytics.SocAnswers.Level;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.busbar.query.series.Cancellation;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What devices come to together or over time. May be shared between threads. */
final class AnalyticsRoutes {

    private static final String ANALYTICS = Endpoint.API + "/analytics";
    private static final int USUAL_TOP = 10;
    private static final int MAX_TOP = 1_000;
    private static final Duration USUAL_DAYS = Duration.ofDays(30);
    private static final Duration USUAL_HOURS = Duration.ofDays(1);
    private static final Duration MAX_HOURS = Duration.ofDays(31);

    private final VisibleDevices visible;
    private final SocAnswers soc;
    private final ImbalanceAnswers imbalance;
    private final AnalyticsTables tables;
    private final Clock clock;

    AnalyticsRoutes(
            VisibleDevices visible, SocAnswers soc, ImbalanceAnswers imbalance, AnalyticsTables tables, Clock clock) {
        this.visible = visible;
        this.soc = soc;
        this.imbalance = imbalance;
        this.tables = tables;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, ANALYTICS + "/soc", see, this::soc).parameters("plant", "level"),
                Endpoint.of(HttpMethod.GET, ANALYTICS + "/imbalance", see, this::imbalance)
                        .parameters("plant", "top", "from", "to")
                        .on(Pool.STREAM),
                Endpoint.of(HttpMethod.GET, ANALYTICS + "/weak-cells", see, this::weakCells)
                        .parameters("device", "from", "to")
                        .on(Pool.STREAM),
                Endpoint.of(HttpMethod.GET, ANALYTICS + "/coverage", see, this::coverage)
                        .parameters("plant", "from", "to")
                        .on(Pool.STREAM));
    }

    private Answer soc(Call call) {
        String word = call.query("level");
        Level level = Level.PLANT;
        if (word != null) {
            if (!Set.of("bms", "plant", "fleet").contains(word)) {
                throw Refusal.invalid("?level", "is to be bms, plant or fleet");
            }
            level = Level.valueOf(word.toUpperCase(Locale.ROOT));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("level", level.name().toLowerCase(Locale.ROOT));
        body.put("items", soc.of(devices(call), level));
        return Answer.ok(body);
    }

    private Answer imbalance(Call call) {
        int top = number(call, "top", USUAL_TOP, MAX_TOP);
        Map<String, Object> body = new LinkedHashMap<>();
        if (call.query("from") == null && call.query("to") == null) {
            body.put("items", imbalance.latest(devices(call), top));
        } else {
            AskedRange.Whole range = range(call, USUAL_HOURS, null);
            body.put("from", range.from());
            body.put("to", range.to());
            body.put("items", imbalance.between(devices(call), range.from(), range.to(), top, new Cancellation()));
        }
        return Answer.ok(body);
    }

    private Answer weakCells(Call call) {
        String serialNumber = call.query("device");
        if (serialNumber == null) {
            throw Refusal.invalid("?device", "is missing");
        }
        AskedRange.Whole range = range(call, USUAL_DAYS, null);
        VisibleDevice pack = visible.find(call.scope(), serialNumber).orElseThrow(Refusal::notFound);
        List<String> parents = pack.stays().stream()
                .map(stay -> stay.place().parent())
                .filter(Objects::nonNull)
                .toList();
        return Answer.ok(tables.weakCells(pack, visible.named(call.scope(), parents), range.from(), range.to()));
    }

    private Answer coverage(Call call) {
        AskedRange.Whole range = range(call, USUAL_HOURS, MAX_HOURS);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("from", range.from());
        body.put("to", range.to());
        body.put("items", tables.coverage(devices(call), range.from(), range.to()));
        return Answer.ok(body);
    }

    /** Of a plant, or everything that may be seen. */
    private List<VisibleDevice> devices(Call call) {
        String plant = call.query("plant");
        if (plant == null) {
            return visible.all(call.scope());
        }
        if (visible.plants(call.scope(), List.of(plant)).isEmpty()) {
            throw Refusal.notFound();
        }
        return visible.ofPlants(call.scope(), List.of(plant));
    }

    private AskedRange.Whole range(Call call, Duration usual, @Nullable Duration longest) {
        List<Fault> faults = new ArrayList<>();
        AskedRange.Whole range = AskedRange.whole(call, clock.instant(), usual, faults);
        if (longest != null && Duration.between(range.from(), range.to()).compareTo(longest) > 0) {
            faults.add(new Fault(
                    "?from",
                    "the range is longer than " + longest.toDays() + " days: ask for one part after the other"));
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
        return range;
    }

    private static int number(Call call, String name, int usual, int max) {
        String text = call.query(name);
        if (text == null) {
            return usual;
        }
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw Refusal.invalid("?" + name, "is to be 1 to " + max);
    }
}
