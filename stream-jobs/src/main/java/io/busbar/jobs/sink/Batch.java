package io.busbar.jobs.sink;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of one transaction, encoded, and what they leave beside rows. Confined to one thread; the buffers are reused. */
final class Batch {

    private final Map<SampleTable, CopyBuffer> buffers = new EnumMap<>(SampleTable.class);
    private final RowEncoder encoder;
    private final List<Accepted> accepted = new ArrayList<>();
    private final Set<Outranked> outranked = new HashSet<>();

    /**
     * A device of a frame whose rows the batch holds.
     *
     * @param place of the frame in the batch, from 0
     * @param root of the device that it is part of, or its own
     * @param binding that lets the frame's logger speak for it
     */
    record Accepted(
            int place,
            int deviceId,
            Root root,
            KnownDevice.Binding binding,
            FrameSamples frame,
            DeviceSamples device) {}

    /** @param lastLogger who speaks for it, or was the last one to */
    record Root(int id, String lastLogger) {}

    /** A row of cells or of a BMS that another one stands for. */
    private record Outranked(int deviceId, long atMillis, UUID precedence) {}

    Batch() {
        for (SampleTable table : SampleTable.values()) {
            buffers.put(table, new CopyBuffer());
        }
        encoder = new RowEncoder(this);
    }

    /** Encodes these frames, for which the directory was prepared, in place of what the batch held before. */
    void encode(List<FrameSamples> frames, DeviceDirectory directory) {
        clear();
        int first = 0;
        for (int place = 0; place < frames.size(); place++) {
            encode(frames.get(place), place, directory, first);
            first += frames.get(place).devices().size();
        }
    }

    /** Encodes nothing but a rejection of every device of the frame. */
    void encodeRejection(FrameSamples frame, String reason, String detail) {
        clear();
        frame.devices().forEach(device -> encoder.addRejection(frame, device.serialNumber(), reason, detail));
    }

    CopyBuffer rows(SampleTable table) {
        return Objects.requireNonNull(buffers.get(table));
    }

    /** In the order of the frames. */
    List<Accepted> accepted() {
        return accepted;
    }

    private void encode(FrameSamples frame, int place, DeviceDirectory directory, int first) {
        List<DeviceSamples> devices = frame.devices();
        for (int i = 0; i < devices.size(); i++) {
            DeviceSamples device = devices.get(i);
            String refusal = directory.refusal(first + i, device);
            if (refusal != null) {
                encoder.addRejection(frame, device.serialNumber(), "device-refused", refusal);
                continue;
            }
            KnownDevice known = directory.device(first + i);
            KnownDevice.Binding binding = directory.binding(first + i);
            encoder.add(frame, device, known.id(), largestPackId(frame, device.bms(), directory, first));
            accepted.add(new Accepted(
                    place, known.id(), root(frame, i, known, binding, directory, first), binding, frame, device));
        }
    }

    /** Another row stands for that of a device. */
    void outranked(int deviceId, long atMillis, UUID precedence) {
        outranked.add(new Outranked(deviceId, atMillis, precedence));
    }

    /** Whether another row of cells or of a BMS stands for that of the accepted one. */
    boolean isOutranked(Accepted each) {
        return !outranked.isEmpty()
                && outranked.contains(new Outranked(
                        each.deviceId(),
                        each.frame().observedAtMillis(),
                        new UUID(each.frame().precedenceHigh(), each.frame().precedenceLow())));
    }

    /** A parent that is known stays, whatever the frame says. */
    private static Root root(
            FrameSamples frame,
            int index,
            KnownDevice own,
            KnownDevice.Binding binding,
            DeviceDirectory directory,
            int first) {
        if (binding.parentId() != null) {
            return new Root(
                    binding.parentId(),
                    Objects.requireNonNullElse(binding.parentsLogger(), frame.loggerSerialNumber()));
        }
        int parent = frame.devices().get(index).parentIndex();
        boolean isPart =
                parent >= 0 && directory.refusal(first + parent, frame.devices().get(parent)) == null;
        KnownDevice root = isPart ? directory.device(first + parent) : own;
        return new Root(root.id(), root.lastLogger());
    }

    private void clear() {
        buffers.values().forEach(CopyBuffer::clear);
        accepted.clear();
        outranked.clear();
    }

    /** Null also when the pack is refused: its id belongs to somebody else. */
    private static @Nullable Integer largestPackId(
            FrameSamples frame, @Nullable BmsSample bms, DeviceDirectory directory, int first) {
        Integer index = bms == null ? null : bms.largestDifferentialPack();
        if (index == null) {
            return null;
        }
        int place = first + index;
        boolean isAllowed = directory.refusal(place, frame.devices().get(index)) == null;
        return isAllowed ? directory.device(place).id() : null;
    }
}
