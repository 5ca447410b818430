package io.busbar.query.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the deliverer counts, of all webhooks together: single ones are their owners' business. May be shared between threads. */
final class DeliveryMeters {

    private final Map<Judgement.Kind, Counter> attempts = new EnumMap<>(Judgement.Kind.class);
    private final Counter deadLetters;
    private volatile double lagSeconds;

    DeliveryMeters(MeterRegistry metrics) {
        for (Judgement.Kind kind : Judgement.Kind.values()) {
            attempts.put(
                    kind,
                    Counter.builder("busbar.query.webhook.attempts")
                            .description("Attempts to deliver an event of an alarm, by what came of it")
                            .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        deadLetters = Counter.builder("busbar.query.webhook.dead.letters")
                .description("Events that a receiver did not take and that were given up")
                .register(metrics);
        Gauge.builder("busbar.query.webhook.lag.seconds", this, meters -> meters.lagSeconds)
                .description("Age of the oldest event that some webhook has not settled")
                .register(metrics);
    }

    void count(Judgement judgement) {
        Counter counter = attempts.get(judgement.kind());
        if (counter != null) {
            counter.increment();
        }
        if (judgement.kind() == Judgement.Kind.DEAD) {
            deadLetters.increment();
        }
    }

    void lag(Duration lag) {
        lagSeconds = lag.toMillis() / 1_000.0;
    }
}
