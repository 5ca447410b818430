package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.AlarmPhase;
import io.busbar.alarm.Evidence;
import io.busbar.alarm.Transition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A logger, or a BMS behind one, and when it was last heard of. Confined to one thread. */
final class Heard {

    private final String serialNumber;
    private final @Nullable Integer deviceId;
    private final int typeCode;
    private final List<Transition> silences = new ArrayList<>();
    private long lastReceiptMillis;

    /** Before, no rule can say that it is silent, unless it was heard of in between. */
    private long nextLookMillis = Long.MIN_VALUE;

    /** @param deviceId null for a logger */
    Heard(String serialNumber, @Nullable Integer deviceId, int typeCode, long lastReceiptMillis) {
        this.serialNumber = serialNumber;
        this.deviceId = deviceId;
        this.typeCode = typeCode;
        this.lastReceiptMillis = lastReceiptMillis;
    }

    String serialNumber() {
        return serialNumber;
    }

    @Nullable
    Integer deviceId() {
        return deviceId;
    }

    int typeCode() {
        return typeCode;
    }

    long lastReceiptMillis() {
        return lastReceiptMillis;
    }

    void receipt(long atMillis) {
        lastReceiptMillis = Math.max(lastReceiptMillis, atMillis);
    }

    /** The raises of silences that are not over. */
    List<Transition> silences() {
        return silences;
    }

    boolean isSilentBy(String ruleId) {
        return silences.stream().anyMatch(raise -> raise.ruleId().equals(ruleId));
    }

    boolean isToBeLookedAt(long knownUntilMillis) {
        return knownUntilMillis > nextLookMillis;
    }

    void lookAgain(long atMillis) {
        nextLookMillis = atMillis;
    }

    /** The raise of a silence, as it was before it was stored. */
    static Transition raise(AlarmTable.Stored silence) {
        Occurrence occurrence = silence.occurrence();
        return new Transition(
                occurrence.id(),
                1,
                AlarmPhase.NORMAL,
                AlarmPhase.ACTIVE,
                Transition.Cause.VALUE,
                occurrence.raisedAtMillis(),
                occurrence.raisedAtMillis(),
                occurrence.ruleId(),
                occurrence.ruleVersion(),
                occurrence.severity(),
                occurrence.deviceSerialNumber(),
                occurrence.cell(),
                Evidence.NONE);
    }

    /** The end of a silence. */
    static Transition end(Transition raise, long atMillis, Transition.Cause cause) {
        return new Transition(
                raise.occurrence(),
                2,
                AlarmPhase.ACTIVE,
                AlarmPhase.NORMAL,
                cause,
                atMillis,
                raise.raisedAtMillis(),
                raise.ruleId(),
                raise.ruleVersion(),
                raise.severity(),
                raise.deviceSerialNumber(),
                raise.cell(),
                raise.evidence());
    }
}
