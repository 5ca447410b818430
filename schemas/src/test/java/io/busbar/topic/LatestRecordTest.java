package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.busbar.frame.Precedence;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LatestRecordTest {

    private static final Origin OLD = new Origin(1_000, 1_200, new Precedence(0, 7));
    private static final Origin CORRECTED = new Origin(1_000, 1_900, new Precedence(1L << 48, 1));
    private static final Origin NEW = new Origin(2_000, 2_200, new Precedence(0, 1));

    static LongStream seeds() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, 300) : LongStream.of(only);
    }

    @Test
    void liesInTheTopicAsItsLayoutSays() {
        LatestRecord record = new LatestRecord(
                List.of(new Reading(50, OLD, 0, "V1", 8), new Reading(1400, NEW, 95_000, null, 255)),
                new Cells(NEW, new short[] {3318, Cells.NO_READING}, new byte[] {0, 2}, new short[] {-550}));
        assertThat(HexFormat.of().formatHex(record.encode()))
                .isEqualTo("01" + "01" + "0200" + "0200"
                        + "d007000000000000" + "9808000000000000" + "0000000000000000" + "0100000000000000"
                        + "e803000000000000" + "b004000000000000" + "0000000000000000" + "0700000000000000"
                        + "32000000" + "0100" + "08" + "01" + "0200" + "5631"
                        + "78050000" + "0000" + "ff" + "00" + "1873010000000000"
                        + "0000" + "0200" + "0200" + "0100" + "f60c" + "0080" + "00" + "02" + "dafd");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isReadAsItWasWritten(long seed) {
        LatestRecord record = new RandomLatest(seed).record();
        LatestRecord read = LatestRecord.decode(record.encode());
        assertThat(read).usingRecursiveComparison().isEqualTo(record);
        assertThat(read.encode()).isEqualTo(record.encode());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isMergedInAnyOrderAnyNumberOfTimes(long seed) {
        RandomLatest random = new RandomLatest(seed);
        LatestRecord a = random.record();
        LatestRecord b = random.record();
        LatestRecord c = random.record();
        byte[] merged = a.merge(b).merge(c).encode();
        assertThat(c.merge(a).merge(b).encode()).isEqualTo(merged);
        assertThat(b.merge(c.merge(a)).encode()).isEqualTo(merged);
        assertThat(a.merge(b).merge(a).merge(c).merge(b).merge(c).encode()).isEqualTo(merged);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isTheSameObjectWhenTheOtherAddsNothing(long seed) {
        RandomLatest random = new RandomLatest(seed);
        LatestRecord a = random.record();
        LatestRecord both = a.merge(random.record());
        assertThat(both.merge(a)).isSameAs(both);
        assertThat(both.merge(LatestRecord.decode(both.encode()))).isSameAs(both);
        assertThat(both.merge(LatestRecord.EMPTY)).isSameAs(both);
        assertThat(LatestRecord.EMPTY.merge(both).encode()).isEqualTo(both.encode());
    }

    @Test
    void keepsOfEachPointTheNewestReadingAndOfTheCellsTheNewestFrame() {
        LatestRecord first =
                new LatestRecord(List.of(number(1, OLD, 10), number(2, OLD, 20), number(3, NEW, 30)), cells(NEW, 3300));
        LatestRecord second = new LatestRecord(
                List.of(number(1, CORRECTED, 11), number(3, CORRECTED, 31), number(4, OLD, 40)),
                cells(CORRECTED, 3400));
        LatestRecord merged = first.merge(second);
        assertThat(merged.readings())
                .containsExactly(number(1, CORRECTED, 11), number(2, OLD, 20), number(3, NEW, 30), number(4, OLD, 40));
        assertThat(merged.cells()).isSameAs(first.cells());
        assertThat(merged.origins()).containsExactly(NEW, CORRECTED, OLD);
    }

    @Test
    void countsOfTwoReceiptsOfAFrameTheFirst() {
        Origin again = new Origin(OLD.observedAtMillis(), OLD.receivedAtMillis() + 1, OLD.precedence());
        assertThat(OLD.isNewerThan(again)).isTrue();
        assertThat(again.isNewerThan(OLD)).isFalse();
        assertThat(OLD.isNewerThan(OLD)).isFalse();
    }

    @Test
    void comparesPrecedenceUnsigned() {
        Origin high = new Origin(1_000, 1_200, new Precedence(-1, 0));
        assertThat(high.isNewerThan(CORRECTED)).isTrue();
        assertThat(CORRECTED.isNewerThan(high)).isFalse();
    }

    @Test
    void refusesPointsOutOfOrder() {
        List<Reading> twice = List.of(number(2, OLD, 1), number(2, NEW, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatestRecord(twice, null))
                .withMessage("points are to ascend: 2 after 2");
    }

    @Test
    void refusesBytesOfAnotherLayout() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatestRecord.decode(new byte[] {2, 0, 0, 0, 0, 0}))
                .withMessage("no latest record: length=6, layout=2, expected layout=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatestRecord.decode(new byte[0]))
                .withMessage("no latest record: length=0, layout=none, expected layout=1");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void refusesATruncatedOrLengthenedRecord(long seed) {
        byte[] whole = new RandomLatest(seed).record().encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> LatestRecord.decode(part));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatestRecord.decode(Arrays.copyOf(whole, whole.length + 1)))
                .withMessageContaining("1 bytes after its end");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsOrRefusesDamagedBytesAndThrowsNothingElse(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new RandomLatest(seed).record().encode();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            assertThat(LatestRecord.decode(bytes).encode()).hasSizeGreaterThan(5);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("latest record");
        }
    }

    private static Reading number(int point, Origin origin, long value) {
        return new Reading(point, origin, value, null, 0);
    }

    private static Cells cells(Origin origin, int millivolts) {
        return new Cells(origin, new short[] {(short) millivolts}, new byte[0], new short[0]);
    }
}
