package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.PointChoice;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.series.SeriesRequest;
import io.busbar.query.series.SeriesSink;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** History: of one device by its path, of many in one question. May be shared between threads. */
final class HistoryRoutes {

    private static final String AUTO = "auto";

    private final VisibleDevices visible;
    private final SeriesExecutor executor;
    private final QuestionReader questions;
    private final Clock clock;

    HistoryRoutes(VisibleDevices visible, SeriesExecutor executor, Clock clock) {
        this.visible = visible;
        this.executor = executor;
        this.questions = new QuestionReader(visible, clock);
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/devices/{sn}/history", see, this::history)
                        .parameters("points", "from", "to", "bucket", "aggregate", "zone", "slots", "limit")
                        .on(Pool.STREAM),
                Endpoint.of(HttpMethod.POST, Endpoint.API + "/query", see, this::query)
                        .on(Pool.STREAM),
                Endpoint.of(
                        HttpMethod.GET, Endpoint.API + "/limits", Guard.LOGGED_IN, call -> Answer.ok(Limits.view())));
    }

    private Answer history(Call call) {
        SeriesFormat format = SeriesFormat.accepted(call);
        VisibleDevice device = visible.find(call.scope(), call.path("sn")).orElseThrow(Refusal::notFound);
        return answer(format, request(call, device), true);
    }

    private Answer query(Call call) {
        SeriesFormat format = SeriesFormat.accepted(call);
        return answer(format, questions.read(call.scope(), call.body()), false);
    }

    private Answer answer(SeriesFormat format, SeriesRequest request, boolean isOfOne) {
        return new Answer.Streamed(format.contentType(), (out, cancellation) -> {
            try (SeriesSink sink = format.sink(out, isOfOne)) {
                executor.run(request, sink, cancellation);
            }
        });
    }

    private SeriesRequest request(Call call, VisibleDevice device) {
        List<Fault> faults = new ArrayList<>();
        AskedRange.Whole asked =
                AskedRange.whole(call, clock.instant().plus(QuestionReader.AHEAD), QuestionReader.USUAL_RANGE, faults);
        String bucketWord = Objects.requireNonNullElse(call.query("bucket"), AUTO);
        Bucket bucket = Bucket.ofWord(bucketWord);
        if (bucket == null && !bucketWord.equals(AUTO)) {
            faults.add(new Fault("?bucket", QuestionReader.BUCKETS));
        }
        String aggregateWord = call.query("aggregate");
        Aggregate aggregate = aggregateWord == null ? null : Aggregate.ofWord(aggregateWord);
        if (aggregateWord != null && (aggregate == null || aggregate == Aggregate.SUM)) {
            faults.add(new Fault("?aggregate", "is to be min, max, mean or last"));
        } else if (aggregate != null && bucket == Bucket.RAW) {
            faults.add(new Fault("?aggregate", "does not go with bucket=raw"));
        }
        String zoneWord =
                Objects.requireNonNullElse(call.query("zone"), device.place().zone());
        ZoneId zone = Times.zone(zoneWord);
        if (zone == null) {
            faults.add(new Fault("?zone", Times.ZONES));
        }
        List<PointChoice> points = points(call, faults);
        Integer slots = slots(call, bucket, faults);
        if (!faults.isEmpty() || zone == null) {
            throw Refusal.invalid(faults);
        }
        return new SeriesRequest(
                List.of(device),
                points,
                asked.from(),
                asked.to(),
                bucket,
                aggregate,
                zone,
                slots,
                call.limit(Limits.MAX_ROWS, Limits.MAX_ROWS));
    }

    private static @Nullable Integer slots(Call call, @Nullable Bucket bucket, List<Fault> faults) {
        String text = call.query("slots");
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > Limits.MAX_SLOTS) {
            faults.add(new Fault("?slots", "is to be 1 to " + Limits.MAX_SLOTS));
            return null;
        }
        if (bucket != Bucket.RAW) {
            faults.add(new Fault("?slots", QuestionReader.SLOTS_OF_ROWS));
        }
        return Integer.valueOf(text);
    }

    private static List<PointChoice> points(Call call, List<Fault> faults) {
        String text = call.query("points");
        if (text == null) {
            return List.of();
        }
        List<String> words = List.of(text.split(",", -1));
        if (words.size() > Limits.MAX_POINTS || words.stream().anyMatch(word -> !QuestionReader.isPoint(word))) {
            faults.add(new Fault("?points", "is to be ids, cells or temperatures, separated by commas"));
        }
        return words.stream()
                .map(word -> new PointChoice(word, null, "?points"))
                .toList();
    }
}
