package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AskedRangeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration AN_HOUR = Duration.ofHours(1);

    @Test
    void hasTheEndsThatWereAskedFor() {
        assertThat(AskedRange.of(call(Map.of()))).isEqualTo(new AskedRange(null, null));
        assertThat(AskedRange.of(call(Map.of("from", "2026-03-01T13:00:00+01:00"))))
                .isEqualTo(new AskedRange(NOON, null));
    }

    @Test
    void refusesEndsThatAreInNoOrder() {
        assertThatThrownBy(() -> AskedRange.of(call(Map.of("from", NOON.toString(), "to", NOON.toString()))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.faults())
                        .containsExactly(new Fault("?from", "is to be before to")));
    }

    @Test
    void refusesEachEndThatIsNoTime() {
        assertThatThrownBy(() -> AskedRange.of(call(Map.of("from", "yesterday", "to", "2026-03-01"))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.faults())
                        .extracting(Fault::pointer)
                        .containsExactly("?from", "?to"));
    }

    @Test
    void isAsUsualWhereNothingIsAskedFor() {
        List<Fault> faults = new ArrayList<>();
        assertThat(AskedRange.whole(call(Map.of()), NOON, AN_HOUR, faults))
                .isEqualTo(new AskedRange.Whole(NOON.minus(AN_HOUR), NOON));
        assertThat(AskedRange.whole(call(Map.of("to", "2026-02-01T12:00:00Z")), NOON, AN_HOUR, faults))
                .isEqualTo(new AskedRange.Whole(
                        Instant.parse("2026-02-01T11:00:00Z"), Instant.parse("2026-02-01T12:00:00Z")));
        assertThat(faults).isEmpty();
    }

    @Test
    void doesNotBeginAfterItsUsualEnd() {
        List<Fault> faults = new ArrayList<>();
        AskedRange.whole(call(Map.of("from", "2026-03-01T12:00:01Z")), NOON, AN_HOUR, faults);
        assertThat(faults).containsExactly(new Fault("?from", "is to be before to"));
    }

    private static Call call(Map<String, String> query) {
        return new Call(
                Map.of(), MultiMap.caseInsensitiveMultiMap().addAll(query), null, "127.0.0.1", new byte[0], null);
    }
}
