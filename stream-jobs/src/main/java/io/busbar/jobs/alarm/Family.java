package io.busbar.jobs.alarm;

import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Site;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A BMS with its packs, or a device that is part of none, whose alarms are judged together. Confined to one thread. */
final class Family {

    private final int rootId;
    private final String loggerSerialNumber;
    private final int momentsBetweenStates;

    /** Null until it was read what is known of it. */
    private @Nullable FamilyState state;

    private @Nullable LoggerSettings settings;
    private Site site;

    /** The earliest moment that was judged without knowing the logger's settings. */
    private long unsettledSinceMillis = Long.MAX_VALUE;

    /** What is stored from here on may be another than what was judged. */
    private long dirtySinceMillis = Long.MAX_VALUE;

    /** From here on it was judged by rules that may not have been all. */
    private long unconfirmedSinceMillis = Long.MAX_VALUE;

    private long dirtiedAtNanos;
    private long touchedAtNanos;
    private boolean isNoted;
    private int momentsSinceState;
    private final List<Long> liveMoments = new ArrayList<>();

    /** @param momentsBetweenStates after how many of them its state is to be kept again */
    Family(int rootId, String loggerSerialNumber, int momentsBetweenStates) {
        this.rootId = rootId;
        this.loggerSerialNumber = loggerSerialNumber;
        this.momentsBetweenStates = momentsBetweenStates;
        this.site = Site.of(LoggerSettings.unknown(loggerSerialNumber));
        // spread, so that a fleet that was started together does not keep its states together
        this.momentsSinceState = Math.floorMod(rootId * 31, momentsBetweenStates);
    }

    int rootId() {
        return rootId;
    }

    String loggerSerialNumber() {
        return loggerSerialNumber;
    }

    int momentsBetweenStates() {
        return momentsBetweenStates;
    }

    @Nullable
    FamilyState state() {
        return state;
    }

    /** What was to be judged again when it was another logger's is to be judged again. */
    void takeOver(Family before) {
        dirtySinceMillis = before.dirtySinceMillis;
        dirtiedAtNanos = before.dirtiedAtNanos;
        touchedAtNanos = before.touchedAtNanos;
    }

    /** Whether a device that is known has another logger by now. */
    boolean isHandedOver(int deviceId, long boundFromMillis, boolean isOver) {
        return state != null && (isOver || state.isAnothers(deviceId, boundFromMillis));
    }

    /** It is to be read again. */
    void forgetState() {
        state = null;
    }

    /** Its state is that of what is stored. */
    void known(FamilyState judged) {
        state = judged;
        liveMoments.clear();
        dirtySinceMillis = Long.MAX_VALUE;
        isNoted = false;
    }

    /** Of today, as far as it is known. */
    Site site() {
        return site;
    }

    /** Whether it was elsewhere at that moment, as far as that is known. */
    boolean wasElsewhere(long atMillis) {
        return settings != null && atMillis < settings.placeSinceMillis();
    }

    /**
     * Learns how its logger sends.
     *
     * @param wrongSince is told since when it was judged without knowing that
     */
    void learn(@Nullable LoggerSettings told, LongConsumer wrongSince) {
        if (told == null || told.equals(settings)) {
            return;
        }
        boolean isFirst = settings == null && unsettledSinceMillis != Long.MAX_VALUE;
        settings = told;
        site = Site.of(told);
        if (isFirst) {
            wrongSince.accept(unsettledSinceMillis);
            unsettledSinceMillis = Long.MAX_VALUE;
        }
    }

    /** One moment more was. */
    void judged() {
        momentsSinceState++;
    }

    /** Everything from this moment on was judged by what is known of its logger. */
    void judgedSince(long atMillis) {
        if (settings == null) {
            unsettledSinceMillis = Math.min(unsettledSinceMillis, atMillis);
        }
    }

    /**
     * It was judged from this moment on by the rules that are known here.
     *
     * @return whether that was to be confirmed of nothing of it before
     */
    boolean unconfirmed(long sinceMillis) {
        boolean isFirst = unconfirmedSinceMillis == Long.MAX_VALUE;
        unconfirmedSinceMillis = Math.min(unconfirmedSinceMillis, sinceMillis);
        return isFirst;
    }

    long unconfirmedSinceMillis() {
        return unconfirmedSinceMillis;
    }

    void confirmed() {
        unconfirmedSinceMillis = Long.MAX_VALUE;
    }

    /** True once every few hundred moments: the state is to be kept. */
    boolean takeKeep() {
        boolean isDue = momentsSinceState >= momentsBetweenStates;
        momentsSinceState = isDue ? 0 : momentsSinceState;
        return isDue;
    }

    void dirty(long sinceMillis, long nowNanos) {
        if (!isDirty()) {
            dirtiedAtNanos = nowNanos;
        }
        touchedAtNanos = nowNanos;
        if (sinceMillis < dirtySinceMillis) {
            dirtySinceMillis = sinceMillis;
            isNoted = false;
        }
    }

    boolean isDirty() {
        return dirtySinceMillis != Long.MAX_VALUE;
    }

    long dirtySinceMillis() {
        return dirtySinceMillis;
    }

    /** When it is time to judge it again: nothing more came for a while, or it has waited for long. */
    boolean isDue(long nowNanos, long quietNanos, long patienceNanos) {
        return isDirty() && (nowNanos - touchedAtNanos >= quietNanos || nowNanos - dirtiedAtNanos >= patienceNanos);
    }

    /** Whether the table of notes has what is to be judged again. */
    boolean isNoted() {
        return isNoted;
    }

    void noted() {
        isNoted = true;
    }

    /** Moments that came live while its state was not known: what they raise, people are told. */
    List<Long> liveMoments() {
        return liveMoments;
    }
}
