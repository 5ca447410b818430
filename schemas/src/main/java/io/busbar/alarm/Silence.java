package io.busbar.alarm;

import java.util.ArrayList;
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
     * @param outages ascending; what the wait meets makes it begin anew behind it
     */
    public static List<Silence> among(
            long[] receiptsMillis, List<Outage> outages, AlarmRule rule, long uploadIntervalMillis, long untilMillis) {
        List<Silence> silences = new ArrayList<>();
        for (int i = 0; i < receiptsMillis.length && receiptsMillis[i] <= untilMillis; i++) {
            if (i > 0 && receiptsMillis[i] < receiptsMillis[i - 1]) {
                throw new IllegalArgumentException(
                        "receipts out of order: " + receiptsMillis[i - 1] + " before " + receiptsMillis[i]);
            }
            boolean followed = i + 1 < receiptsMillis.length && receiptsMillis[i + 1] <= untilMillis;
            long end = followed ? receiptsMillis[i + 1] : untilMillis;
            Silence silence = after(receiptsMillis[i], outages, rule, uploadIntervalMillis, end);
            if (silence != null) {
                silences.add(followed ? new Silence(receiptsMillis[i], silence.raisedAtMillis, end) : silence);
            }
        }
        return List.copyOf(silences);
    }

    /**
     * The silence after a receipt that none is known to have followed; null when there is none yet.
     *
     * @param outages ascending
     * @param knownUntilMillis every receipt before this moment is known: not the time by a clock, but how far the pipeline has come, so that
     *     one which is behind silences nobody
     */
    public static @Nullable Silence after(
            long lastReceiptMillis,
            List<Outage> outages,
            AlarmRule rule,
            long uploadIntervalMillis,
            long knownUntilMillis) {
        long wait = waitMillis(rule, uploadIntervalMillis);
        long begin = lastReceiptMillis;
        for (Outage outage : outages) {
            if (outage.fromMillis() >= begin + wait) {
                break;
            }
            begin = Math.max(begin, outage.toMillis());
        }
        return knownUntilMillis > begin + wait ? new Silence(lastReceiptMillis, begin + wait, null) : null;
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
}
