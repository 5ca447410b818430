package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.Transition;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Moment;
import io.busbar.alarm.family.Site;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Judges the alarms of a fleet whose frames come in the order of time, each device from one logger: what the stream job decides, in memory
 * alone. Confined to one thread.
 */
public final class OrderedFleet {

    private final FamilyJudge judge;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, FamilyState> families = new HashMap<>();

    public OrderedFleet(Catalogue catalogue, Collection<AlarmRule> rules) {
        judge = new FamilyJudge(catalogue, new RuleBook(catalogue, rules));
    }

    /**
     * Goes a frame on.
     *
     * @param site of whoever sends it
     * @param out is told what happens to alarms
     * @throws IllegalArgumentException when the frame is not later than the last one of its devices
     */
    public void take(FrameSamples frame, Site site, Consumer<Transition> out) {
        Map<Integer, List<Moment.Part>> byRoot = new HashMap<>();
        List<DeviceSamples> devices = frame.devices();
        for (DeviceSamples device : devices) {
            if (device.isJudged()) {
                boolean isRoot = device.parentIndex() < 0;
                DeviceSamples root = isRoot ? device : devices.get(device.parentIndex());
                List<Moment.Part> parts = byRoot.computeIfAbsent(id(root), first -> new ArrayList<>(devices.size()));
                parts.add(isRoot ? 0 : parts.size(), new Moment.Part(id(device), Long.MIN_VALUE, device));
            }
        }
        byRoot.forEach((root, parts) -> judge.judge(
                families.computeIfAbsent(root, first -> new FamilyState()),
                new Moment(root, frame.observedAtMillis(), parts),
                site,
                (device, transition) -> out.accept(transition)));
    }

    /** Bytes that the states take where they are kept, and of how many devices they are. */
    public StateSize size() {
        long bytes = 0;
        int devices = 0;
        for (FamilyState family : families.values()) {
            bytes += family.encode().length;
            devices += family.devices().size();
        }
        return new StateSize(bytes, devices);
    }

    /** Immutable. */
    public record StateSize(long bytes, int devices) {}

    private int id(DeviceSamples device) {
        return ids.computeIfAbsent(device.serialNumber(), first -> ids.size() + 1);
    }
}
