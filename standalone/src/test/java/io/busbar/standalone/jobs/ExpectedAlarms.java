package io.busbar.standalone.jobs;

import io.busbar.jobs.sample.FrameSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * When alarms are raised and cleared, the obvious way: of every moment the frame that wins, in the order of time, and for each of them a look
 * back over the frames in a row that lead to it. Stateless.
 */
final class ExpectedAlarms {

    private ExpectedAlarms() {}

    /** One version of a rule, and what it makes of a device in a frame. */
    interface Version {

        int version();

        long effectiveFromMillis();

        boolean isEnabled();

        /** Null when it cannot look, for the frame lacks something. */
        @Nullable
        Look look(FrameSamples frame, String device);

        long onDelayMillis();

        long offDelayMillis();

        int minSamples();
    }

    /**
     * @param isBad beyond the raising limit
     * @param isGood beyond the clearing limit, on the good side
     * @param isHeld a gate is closed
     * @param isReleased a release holds
     * @param cell that the value is of, 0 for none
     */
    record Look(boolean isBad, boolean isGood, boolean isHeld, boolean isReleased, int cell, long value) {}

    private record Verdict(long atMillis, @Nullable Version version, @Nullable Look look) {}

    /** The frame that wins at every moment; what claims to be ahead of its receipt does not count. */
    static List<FrameSamples> winners(List<FrameSamples> frames, String logger) {
        SortedMap<Long, FrameSamples> winners = new TreeMap<>();
        for (FrameSamples frame : frames) {
            if (frame.loggerSerialNumber().equals(logger)) {
                winners.merge(
                        frame.observedAtMillis(),
                        frame,
                        (one, other) -> one.precedenceLow() >= other.precedenceLow() ? one : other);
            }
        }
        winners.values().removeIf(FrameSamples::isAhead);
        return List.copyOf(winners.values());
    }

    /** "cell raisedAt version value" to when it was cleared, or "open". */
    static SortedMap<String, String> of(
            List<FrameSamples> winners, String device, List<? extends Version> versions, long intervalMillis) {
        return of(winners, device, versions, atMillis -> intervalMillis, atMillis -> true);
    }

    /**
     * @param intervalMillis at a moment
     * @param isThere at which moments the device is where the rule is for
     */
    static SortedMap<String, String> of(
            List<FrameSamples> winners,
            String device,
            List<? extends Version> versions,
            LongUnaryOperator intervalMillis,
            LongPredicate isThere) {
        List<Verdict> verdicts = new ArrayList<>();
        for (FrameSamples frame : winners) {
            if (frame.devices().stream().anyMatch(each -> each.serialNumber().equals(device))) {
                Version version = null;
                for (Version each : versions) {
                    boolean isIn = each.effectiveFromMillis() <= frame.observedAtMillis();
                    version = isIn && (version == null || each.version() > version.version()) ? each : version;
                }
                boolean looks = version != null && version.isEnabled() && isThere.test(frame.observedAtMillis());
                version = looks ? version : null;
                verdicts.add(new Verdict(
                        frame.observedAtMillis(), version, version == null ? null : version.look(frame, device)));
            }
        }
        return story(verdicts, intervalMillis);
    }

    private static SortedMap<String, String> story(List<Verdict> verdicts, LongUnaryOperator intervalMillis) {
        SortedMap<String, String> alarms = new TreeMap<>();
        String open = null;
        int from = 0; // a run does not reach back beyond this frame
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict now = verdicts.get(i);
            if (now.version() == null) {
                if (open != null) {
                    alarms.put(open, "" + now.atMillis());
                }
                open = null;
                from = i + 1;
                continue;
            }
            if (now.look() == null) {
                continue;
            }
            List<Verdict> run = run(verdicts, from, i, intervalMillis, open != null);
            long lasts = run.isEmpty() ? -1 : now.atMillis() - run.get(0).atMillis();
            if (open == null) {
                if (lasts >= now.version().onDelayMillis()
                        && run.size() >= now.version().minSamples()) {
                    open = now.look().cell() + " " + now.atMillis() + " "
                            + now.version().version() + " " + now.look().value();
                    alarms.put(open, "open");
                    from = i + 1;
                }
            } else if (now.look().isReleased() || lasts >= now.version().offDelayMillis()) {
                alarms.put(open, "" + now.atMillis());
                open = null;
                from = i + 1;
            }
        }
        return alarms;
    }

    /** The frames in a row that are bad, or good, up to frame {@code last}, without a gap between them; those not looked at are not there. */
    private static List<Verdict> run(
            List<Verdict> verdicts, int from, int last, LongUnaryOperator intervalMillis, boolean isGood) {
        List<Verdict> run = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (int i = last; i >= from; i--) {
            Verdict frame = verdicts.get(i);
            Look look = frame.look();
            if (look == null) {
                continue;
            }
            boolean counts = !look.isHeld() && !look.isReleased() && (isGood ? look.isGood() : look.isBad());
            if (!counts || (!run.isEmpty() && (next - frame.atMillis()) * 2 > 5 * intervalMillis.applyAsLong(next))) {
                break;
            }
            run.add(0, frame);
            next = frame.atMillis();
        }
        return run;
    }
}
