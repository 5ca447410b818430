package io.busbar.benchmarks.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameView;
import io.busbar.jobs.differential.CellSpread;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * From the bytes of one frame to the cell differential of its pack.
 *
 * <pre>
 *  busbar    binary frame -> CRC-32C, structure -> FrameView    -> CellSpread (int, mV)       \
 *  (values)                                     -> Frame        -> the same                    > 3 mV
 *  jackson   JSON frame   -> databind           -> JacksonFrame -> DecimalSpread (BigDecimal) /
 * </pre>
 *
 * In the peer's favour: its text carries no checksum, it parses neither the time nor the device types, and its reader is made once. Neither
 * side checks values against the catalogue. Public and not final because JMH extends it; one instance per thread.
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

    private final FrameView view = new FrameView();
    private final short[] millivolts = new short[ThirtyCellFrame.CELLS];

    private byte[] binary = ThirtyCellFrame.binary();
    private byte[] json = ThirtyCellFrame.json();
    private ObjectReader reader = new ObjectMapper().readerFor(JacksonFrame.class);

    /** The frame last decoded: it escapes as it does to a job, so the compiler cannot leave out what the spread does not read. */
    @Nullable
    Object decoded;

    /** The cell differential in mV, by Busbar's view and rule. */
    @Benchmark
    public int busbar() {
        FrameView.Device pack = view.wrap(binary).device(ThirtyCellFrame.PACK_INDEX);
        for (int i = 0; i < millivolts.length; i++) {
            int sent = pack.millivolts(i);
            millivolts[i] = sent == 0 || sent == Frame.Cell.ABSENT ? NO_READING : (short) sent;
        }
        CellSpread spread = CellSpread.of(millivolts, ALL_GOOD, ThirtyCellFrame.CELLS);
        return Objects.requireNonNull(spread, "below quorum").differentialMillivolts();
    }

    /** The same from a frame that is decoded to values, as who handles single frames has it. */
    @Benchmark
    public int busbarValues() {
        Frame frame = FrameDecoder.decode(binary);
        decoded = frame;
        List<Frame.Cell> cells = frame.devices().get(ThirtyCellFrame.PACK_INDEX).cells();
        for (int i = 0; i < millivolts.length; i++) {
            Frame.Cell cell = cells.get(i);
            millivolts[i] = cell.isReading() ? (short) cell.millivolts() : NO_READING;
        }
        CellSpread spread = CellSpread.of(millivolts, ALL_GOOD, ThirtyCellFrame.CELLS);
        return Objects.requireNonNull(spread, "below quorum").differentialMillivolts();
    }

    /** The cell differential in mV, by Jackson and exact decimals. */
    @Benchmark
    public int jackson() throws IOException {
        JacksonFrame frame = reader.readValue(json);
        decoded = frame;
        JacksonFrame.Pack pack = frame.devices().get(0).packs().get(0);
        DecimalSpread spread = DecimalSpread.of(pack.cells(), ThirtyCellFrame.CELLS);
        return Objects.requireNonNull(spread, "below quorum").differentialMillivolts();
    }
}
