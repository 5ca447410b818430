package io.busbar.benchmarks.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.busbar.benchmarks.protobuf.Device;
import io.busbar.benchmarks.protobuf.LoggerFrame;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameView;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From the bytes of one frame to the cell differential of its pack.
 *
 * <pre>
 *  busbar    binary frame -> FrameGate: CRC-32C, structure, rules -> FrameView    -> CellSpread (int, mV)       \
 *  protobuf  message      -> parseFrom                            -> LoggerFrame  -> the same                    > 3 mV
 *  jackson   JSON frame   -> databind                             -> JacksonFrame -> DecimalSpread (BigDecimal) /
 * </pre>
 *
 * Busbar's side is what the stream job does with every frame, before it looks whether readings are plausible, which nobody does here. In the
 * peers' favour: their forms carry no checksum, they check no rule, Jackson's side parses neither the time nor the device types, and what reads
 * is made once. Public and not final because JMH extends it; one instance per thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsPrepend = "-Xmx256m",
        jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED") // Agrona's buffers
public class FrameCodecBenchmark {

    private static final byte[] ALL_GOOD = {};
    private static final short NO_READING = Short.MIN_VALUE;

    private final FrameGate gate = new FrameGate(Catalogue.load());
    private final FrameView view = new FrameView();
    private final CRC32C checksum = new CRC32C();
    private final short[] millivolts = new short[ThirtyCellFrame.CELLS];

    private byte[] binary = ThirtyCellFrame.binary();
    private byte[] protobuf = ThirtyCellFrame.protobuf();
    private byte[] json = ThirtyCellFrame.json();
    private ObjectReader reader = new ObjectMapper().readerFor(JacksonFrame.class);

    /** The frame last decoded by a peer: it escapes as it does to a job, so the compiler cannot leave out what the spread does not read. */
    @Nullable
    Object decoded;

    /** Who computes another differential than the others is not measured. */
    @Setup
    public void requireTheSameOfAll() throws IOException {
        int[] differentials = {busbar(), protobuf(), jackson()};
        for (int differential : differentials) {
            if (differential != differentials[0]) {
                throw new IllegalStateException(
                        "differentials of busbar, protobuf and jackson differ: " + Arrays.toString(differentials));
            }
        }
    }

    /** The cell differential in mV, of a frame that is checked as the job checks it. */
    @Benchmark
    public int busbar() {
        FrameRejection refusal = gate.refusal(ThirtyCellFrame.LOGGER_SERIAL_NUMBER, binary, view);
        if (refusal != null) {
            throw new IllegalStateException(refusal.detail());
        }
        FrameView.Device pack = view.device(ThirtyCellFrame.PACK_INDEX);
        for (int i = 0; i < millivolts.length; i++) {
            millivolts[i] = kept(pack.millivolts(i));
        }
        return differentialMillivolts();
    }

    /** The CRC-32C of the frame, which {@link #busbar} includes and the peers' forms have none of. */
    @Benchmark
    public int checksum() {
        checksum.reset();
        checksum.update(binary, 0, binary.length - Integer.BYTES);
        return (int) checksum.getValue();
    }

    /** The differential by protobuf's generated classes and Busbar's rule. */
    @Benchmark
    public int protobuf() throws IOException {
        LoggerFrame frame = LoggerFrame.parseFrom(protobuf);
        decoded = frame;
        Device pack = frame.getDevices(ThirtyCellFrame.PACK_INDEX);
        for (int i = 0; i < millivolts.length; i++) {
            millivolts[i] = kept(pack.getCellMillivolts(i));
        }
        return differentialMillivolts();
    }

    /** The same by Jackson and exact decimals. */
    @Benchmark
    public int jackson() throws IOException {
        JacksonFrame frame = reader.readValue(json);
        decoded = frame;
        JacksonFrame.Pack pack = frame.devices().get(0).packs().get(0);
        DecimalSpread spread = DecimalSpread.of(pack.cells(), ThirtyCellFrame.CELLS);
        return Objects.requireNonNull(spread, "below quorum").differentialMillivolts();
    }

    /** Of what a frame may say: {@link Frame.Cell#ABSENT} is the one that is not positive as a short, beside 0. */
    private static short kept(int sent) {
        short reading = (short) sent;
        return reading > 0 ? reading : NO_READING;
    }

    private int differentialMillivolts() {
        CellSpread spread = CellSpread.of(millivolts, ALL_GOOD, ThirtyCellFrame.CELLS);
        return Objects.requireNonNull(spread, "below quorum").differentialMillivolts();
    }
}
