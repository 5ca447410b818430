package io.busbar.query.webhook;

import io.busbar.query.alarms.AlarmEvents;
import java.time.Duration;
import java.util.List;

/**
 * What follows from an attempt to deliver an event. Immutable.
 *
 * <pre>
 * 2xx                                     DELIVERED
 * 410                                     DISABLED      the receiver is gone for good
 * no answer, 408, 429, 5xx                RETRY         until the event is as old as what the stream of alarms replays, then DEAD
 * any other                               RETRY         twice, then DEAD: what was refused will be refused again
 * </pre>
 *
 * @param pause until the next attempt; zero when the event is done with
 */
record Judgement(Kind kind, Duration pause) {

    /** Immutable. */
    enum Kind {
        DELIVERED,
        RETRY,
        /** Set apart: the next event has its turn. */
        DEAD,
        DISABLED
    }

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int MAX_REFUSALS = 3;

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            LONGEST_PAUSE);

    /** Of a pause, in both directions: those that failed together do not come again together. */
    private static final double JITTER = 0.2;

    /**
     * @param attempts of this event, the one that is judged included
     * @param age since the event became known
     * @param chance of 0 to 1
     */
    static Judgement of(Outcome outcome, int attempts, Duration age, double chance) {
        Integer status = outcome.status();
        if (outcome.isTaken()) {
            return new Judgement(Kind.DELIVERED, Duration.ZERO);
        }
        if (status != null && status == 410) {
            return new Judgement(Kind.DISABLED, Duration.ZERO);
        }
        boolean isPassing = status == null || status == 408 || status == 429 || status / 100 == 5;
        boolean isOver = isPassing ? age.compareTo(AlarmEvents.REPLAY) >= 0 : attempts >= MAX_REFUSALS;
        return isOver
                ? new Judgement(Kind.DEAD, Duration.ZERO)
                : new Judgement(Kind.RETRY, pause(outcome, attempts, chance));
    }

    private static Duration pause(Outcome outcome, int attempts, double chance) {
        Duration usual = PAUSES.get(Math.min(attempts, PAUSES.size()) - 1);
        long millis = Math.round(usual.toMillis() * (1 - JITTER + 2 * JITTER * chance));
        Duration asked = outcome.retryAfter();
        if (asked != null) {
            millis = Math.max(millis, Math.min(asked.toMillis(), LONGEST_PAUSE.toMillis()));
        }
        return Duration.ofMillis(millis);
    }
}
