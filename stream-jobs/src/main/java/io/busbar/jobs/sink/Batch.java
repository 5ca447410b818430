package io.busbar.jobs.sink;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of one transaction, encoded, and what they leave beside rows. Confined to one thread; the buffers are reused. */
final class Batch {

    private final Map<SampleTable, CopyBuffer> buffers = new EnumMap<>(SampleTable.class);
    private final RowEncoder encoder;
    private final List<Accepted> accepted = new ArrayList<>();

    /** A device of a frame whose rows the batch holds. */
    record Accepted(int deviceId, FrameSamples frame, DeviceSamples device) {}

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
        for (FrameSamples frame : frames) {
            encode(frame, directory, first);
            first += frame.devices().size();
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

    private void encode(FrameSamples frame, DeviceDirectory directory, int first) {
        List<DeviceSamples> devices = frame.devices();
        for (int i = 0; i < devices.size(); i++) {
            DeviceSamples device = devices.get(i);
            String refusal = directory.refusal(first + i, device);
            if (refusal != null) {
                encoder.addRejection(frame, device.serialNumber(), "device-refused", refusal);
                continue;
            }
            int id = directory.device(first + i).id();
            encoder.add(frame, device, id, largestPackId(frame, device.bms(), directory, first));
            accepted.add(new Accepted(id, frame, device));
        }
    }

    private void clear() {
        buffers.values().forEach(CopyBuffer::clear);
        accepted.clear();
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
