package io.busbar.benchmarks.path;

import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.FrameSupply;
import io.busbar.benchmarks.door.JsonFrame;
import java.util.List;

/** What {@link StampedFrames} are, in JSON. Confined to one thread. */
final class JsonFrames implements FrameSupply {

    private final List<JsonFrame> usual;
    private final JsonFrame alarming;
    private final Schedule schedule;
    private long thousandths;

    /** @param logger whose; also the phase of its schedule */
    JsonFrames(DoorFleet fleet, int logger) {
        this.usual = fleet.jsonFrames(logger);
        this.alarming = DoorFleet.alarmingJson(logger);
        this.schedule = new Schedule(logger);
    }

    @Override
    public int maxBytes() {
        return Math.max(
                alarming.utf8().length,
                usual.stream().mapToInt(frame -> frame.utf8().length).max().orElse(0));
    }

    @Override
    public byte[] frame(long number, long dueNanos) {
        long sequence = schedule.sent();
        JsonFrame frame = schedule.next(dueNanos) ? alarming : usual.get((int) (sequence % usual.size()));
        frame.observeAt(schedule.lastMillis());
        thousandths += frame.thousandths();
        return frame.utf8();
    }

    Schedule schedule() {
        return schedule;
    }

    /** Sum of all their numbers, of each in its unit times 1000. */
    long thousandths() {
        return thousandths;
    }
}
