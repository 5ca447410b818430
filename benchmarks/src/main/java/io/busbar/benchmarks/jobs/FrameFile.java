package io.busbar.benchmarks.jobs;

import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;
import io.busbar.topic.FrameRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The frames of a fleet in the order of time, twice: as Kafka values, which is how the stream job gets them, and in their JSON form behind the
 * serial number of the logger. Each has its length in front, 4 bytes. Immutable.
 *
 * @param frames how many each file has
 */
public record FrameFile(CycledFleet fleet, Path records, Path json, int frames) {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int TRANSPORT_MILLIS = 200;

    /** Writes both files into the folder. */
    public static FrameFile write(Path folder, CycledFleet fleet, int ticks) throws IOException {
        FrameFile file = new FrameFile(
                fleet, folder.resolve("frames.records"), folder.resolve("frames.json"), fleet.loggers() * ticks);
        FrameGate gate = new FrameGate(Catalogue.load());
        try (DataOutputStream records = out(file.records);
                DataOutputStream texts = out(file.json)) {
            for (int tick = 0; tick < ticks; tick++) {
                for (int logger = 0; logger < fleet.loggers(); logger++) {
                    byte[] json = fleet.json(logger, tick);
                    FrameOutcome outcome = gate.json(fleet.logger(logger), json);
                    if (!(outcome instanceof FrameOutcome.Valid valid)) {
                        throw new IllegalStateException("the fleet sends what no door lets in: " + outcome);
                    }
                    long receivedAtMillis = CycledFleet.observedAtMillis(tick) + TRANSPORT_MILLIS;
                    put(
                            records,
                            new FrameRecord(
                                            FrameRecord.Kind.ACCEPTED,
                                            fleet.logger(logger),
                                            receivedAtMillis,
                                            1,
                                            0,
                                            valid.frame())
                                    .encode());
                    texts.writeUTF(fleet.logger(logger));
                    put(texts, json);
                }
            }
        }
        return file;
    }

    static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    /** The next one of a file. */
    static byte[] next(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static DataOutputStream out(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
    }

    private static void put(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
