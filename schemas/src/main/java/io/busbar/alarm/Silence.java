package io.busbar.alarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing was received of a logger, or of a BMS behind it, for so long that a rule raises. Judged by receipts and by the
 * logger's own upload interval: whatever the frames say, somebody was there. Immutable.
 *
 * @param lastReceiptMillis the receipt that nothing came after
 * @param raisedAtMillis the first moment at which the wait of the rule was over
 * @param clearedAtMillis the next receipt; null while there is none
 */
public record Silence(long lastReceiptMillis, long raisedAtMillis, @Nullable Long clearedAtMillis) {

    /** Further behind, nothing is said: what did not arrive may be our own fault. */
    public static final long MAX_LAG_MILLIS = 10_000;

    /** What can be said at a moment. Immutable. */
    public enum Answer {
        /** Something was received in time. */
        HEARD,
        SILENT,
        /** The pipeline is too far behind, or nothing was ever received. */
        UNKNOWN
    }

    /** How long nothing may be received: the greater of {@code minSamples} intervals and {@code onDelayMillis}. */
    public static long waitMillis(AlarmRule rule, long uploadIntervalMillis) {
        if (rule.kind() != RuleKind.SILENCE) {
            throw new IllegalArgumentException(
                    "rule " + rule.id() + " has kind=" + JsonWords.of(rule.kind()) + ", allowed: silence");
        }
        return Math.max(rule.minSamples() * uploadIntervalMillis, rule.onDelayMillis());
    }

    /**
     * Every silence among receipts that are all known up to a moment. A receipt at the very end of the wait is still in time.
     *
     * @param receiptsMillis ascending
     * @param restartsMillis ascending: when the front door began to listen again; the wait begins anew there, for while it was away nobody
     *     could be heard
     */
    public static List<Silence> among(
            long[] receiptsMillis, long[] restartsMillis, AlarmRule rule, long uploadIntervalMillis, long untilMillis) {
        long wait = waitMillis(rule, uploadIntervalMillis);
        List<Silence> silences = new ArrayList<>();
        for (int i = 0; i < receiptsMillis.length && receiptsMillis[i] <= untilMillis; i++) {
            if (i > 0 && receiptsMillis[i] < receiptsMillis[i - 1]) {
                throw new IllegalArgumentException(
                        "receipts out of order: " + receiptsMillis[i - 1] + " before " + receiptsMillis[i]);
            }
            boolean followed = i + 1 < receiptsMillis.length && receiptsMillis[i + 1] <= untilMillis;
            long end = followed ? receiptsMillis[i + 1] : untilMillis;
            long raisedAt = raisedAt(receiptsMillis[i], restartsMillis, wait);
            if (end > raisedAt) {
                silences.add(new Silence(receiptsMillis[i], raisedAt, followed ? (Long) end : null));
            }
        }
        return List.copyOf(silences);
    }

    /**
     * What can be said now.
     *
     * @param lastReceiptMillis {@link Long#MIN_VALUE} when nothing was ever received
     * @param lagMillis what was received longer ago than this is known
     */
    public static Answer now(
            long lastReceiptMillis,
            long[] restartsMillis,
            AlarmRule rule,
            long uploadIntervalMillis,
            long nowMillis,
            long lagMillis) {
        if (lastReceiptMillis == Long.MIN_VALUE || lagMillis >= MAX_LAG_MILLIS) {
            return Answer.UNKNOWN;
        }
        long raisedAt = raisedAt(lastReceiptMillis, restartsMillis, waitMillis(rule, uploadIntervalMillis));
        return nowMillis - Math.max(0, lagMillis) > raisedAt ? Answer.SILENT : Answer.HEARD;
    }

    /** The raise, and the clear when there was one, of a rule on the logger or BMS with this serial number. */
    public List<Transition> transitions(AlarmRule rule, String serialNumber) {
        Transition raise = transition(rule, serialNumber, 1, AlarmPhase.NORMAL, AlarmPhase.ACTIVE, raisedAtMillis);
        Long cleared = clearedAtMillis;
        return cleared == null
                ? List.of(raise)
                : List.of(raise, transition(rule, serialNumber, 2, AlarmPhase.ACTIVE, AlarmPhase.NORMAL, cleared));
    }

    private Transition transition(
            AlarmRule rule, String serialNumber, int sequence, AlarmPhase from, AlarmPhase to, long atMillis) {
        return new Transition(
                OccurrenceId.of(rule.id(), serialNumber, 0, raisedAtMillis),
                sequence,
                from,
                to,
                Transition.Cause.VALUE,
                atMillis,
                raisedAtMillis,
                rule.id(),
                rule.version(),
                rule.severity(),
                serialNumber,
                0,
                Evidence.NONE);
    }

    /** The wait begins anew with every restart that comes before it is over. */
    private static long raisedAt(long lastReceiptMillis, long[] restartsMillis, long waitMillis) {
        long begin = lastReceiptMillis;
        int next = Arrays.binarySearch(restartsMillis, lastReceiptMillis);
        for (int i = next < 0 ? -next - 1 : next; i < restartsMillis.length; i++) {
            if (restartsMillis[i] > begin + waitMillis) {
                break;
            }
            begin = restartsMillis[i];
        }
        return begin + waitMillis;
    }
}
