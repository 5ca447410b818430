package io.busbar.benchmarks.path;

import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.FrameSupply;
import io.busbar.benchmarks.door.JsonFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@link StampedFrames} are, in JSON. Confined to one thread. */
final class JsonFrames implements FrameSupply {

    private final List<JsonFrame> usual;
    private final JsonFrame alarming;
    private final int phase;
    private final long nanosToEpoch = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
    private long sent;
    private long alarms;
    private long lastMillis;
    private long thousandths;

    /** @param logger whose; also which of its first frames raises an alarm */
    JsonFrames(DoorFleet fleet, int logger) {
        this.usual = fleet.jsonFrames(logger);
        this.alarming = DoorFleet.alarmingJson(logger);
        this.phase = logger;
    }

    @Override
    public int maxBytes() {
        return Math.max(
                alarming.utf8().length,
                usual.stream().mapToInt(frame -> frame.utf8().length).max().orElse(0));
    }

    @Override
    public byte[] frame(long number, long dueNanos) {
        boolean raises = (sent + phase) % StampedFrames.ALARM_EVERY == StampedFrames.ALARM_EVERY - 1;
        JsonFrame frame = raises ? alarming : usual.get((int) (sent % usual.size()));
        lastMillis = Math.max(lastMillis + 1, TimeUnit.NANOSECONDS.toMillis(nanosToEpoch + dueNanos));
        frame.observeAt(lastMillis);
        sent++;
        alarms += raises ? 1 : 0;
        thousandths += frame.thousandths();
        return frame.utf8();
    }

    long sent() {
        return sent;
    }

    /** How many of them raised an alarm. */
    long alarms() {
        return alarms;
    }

    /** Sum of all their numbers, of each in its unit times 1000. */
    long thousandths() {
        return thousandths;
    }
}
