package io.busbar.jobs.sink;

import io.busbar.frame.Precedence;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds of every device the newest frame, as long as all its frames say something of the same points: then none of the others leaves a
 * reading behind. A frame that says something of other points has the one before it passed on. Spares making readings of frames that are
 * overtaken at once. Confined to one thread.
 */
final class NewestFrames {

    private final Int2ObjectHashMap<Batch.Accepted> byDevice = new Int2ObjectHashMap<>();
    private final Consumer<Batch.Accepted> next;

    NewestFrames(Consumer<Batch.Accepted> next) {
        this.next = next;
    }

    int devices() {
        return byDevice.size();
    }

    void take(Batch.Accepted accepted) {
        Batch.Accepted held = byDevice.get(accepted.deviceId());
        if (held == null) {
            byDevice.put(accepted.deviceId(), accepted);
        } else if (!saySomethingOfTheSame(held.device(), accepted.device())) {
            next.accept(held);
            byDevice.put(accepted.deviceId(), accepted);
        } else if (isNewer(accepted.frame(), held.frame())) {
            byDevice.put(accepted.deviceId(), accepted);
        }
    }

    /** Passes on what is held. */
    void drain() {
        byDevice.values().forEach(next);
        byDevice.clear();
    }

    /** As {@link io.busbar.topic.LatestRecord.Origin#isNewerThan}. */
    private static boolean isNewer(FrameSamples a, FrameSamples b) {
        if (a.observedAtMillis() != b.observedAtMillis()) {
            return a.observedAtMillis() > b.observedAtMillis();
        }
        int order = Precedence.compare(a.precedenceHigh(), a.precedenceLow(), b.precedenceHigh(), b.precedenceLow());
        return order == 0 ? a.receivedAtMillis() < b.receivedAtMillis() : order > 0;
    }

    private static boolean saySomethingOfTheSame(DeviceSamples a, DeviceSamples b) {
        return samePoints(a, b) && sameParts(a.pack(), b.pack()) && sameParts(a.bms(), b.bms());
    }

    private static boolean samePoints(DeviceSamples a, DeviceSamples b) {
        if (!a.points().areOfSamePoints(b.points())
                || a.texts().size() != b.texts().size()) {
            return false;
        }
        for (int i = 0; i < a.texts().size(); i++) {
            if (a.texts().get(i).pointId() != b.texts().get(i).pointId()) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameParts(@Nullable PackSample a, @Nullable PackSample b) {
        if (a == null || b == null) {
            return (a == null) == (b == null);
        }
        return (a.spread() == null) == (b.spread() == null);
    }

    private static boolean sameParts(@Nullable BmsSample a, @Nullable BmsSample b) {
        if (a == null || b == null) {
            return (a == null) == (b == null);
        }
        return same(a.voltageMillivolts(), b.voltageMillivolts())
                && same(a.currentMilliamps(), b.currentMilliamps())
                && same(a.socMillipercent(), b.socMillipercent())
                && same(a.sohMillipercent(), b.sohMillipercent())
                && same(a.remainingWattHours(), b.remainingWattHours())
                && same(a.largestDifferentialMillivolts(), b.largestDifferentialMillivolts())
                && same(a.spanMillivolts(), b.spanMillivolts());
    }

    private static boolean same(@Nullable Integer a, @Nullable Integer b) {
        return (a == null) == (b == null);
    }
}
