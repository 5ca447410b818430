package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeriesBlockTest {

    private static final int COLUMNS = 3;

    @Test
    void isUsedAgainWithoutWhatItHeld() {
        SeriesBlock block = new SeriesBlock(2, 4);
        block.add(1_000);
        block.set(0, 7);
        block.set(1, "V1");
        block.clear();
        block.add(2_000);
        assertThat(block.rows()).isEqualTo(1);
        assertThat(block.timeMillis(0)).isEqualTo(2_000);
        for (int column = 0; column < 2; column++) {
            assertThat(block.has(column, 0)).isFalse();
            assertThat(block.value(column, 0)).isZero();
            assertThat(block.text(column, 0)).isNull();
            assertThat(block.count(column, 0)).isZero();
        }
    }

    @Test
    void knowsOfHowManyValuesEachWasMade() {
        SeriesBlock block = new SeriesBlock(2, 4);
        block.add(1_000);
        block.set(0, 7);
        block.add(2_000);
        block.set(0, 8, 5, 1_900);
        block.set(1, 9);
        block.add(3_000);
        block.set(1, 10, 0, 500);
        assertThat(made(block)).containsExactly("1@1000 0", "5@1900 1@2000", "0 0@500");
        assertThat(made(block.copy())).isEqualTo(made(block));
    }

    @Test
    void takesBackARowWithoutValues() {
        SeriesBlock block = new SeriesBlock(1, 2);
        block.add(1_000);
        block.removeEmpty();
        assertThat(block.rows()).isZero();
        block.add(2_000);
        block.set(0, 5);
        block.add(3_000);
        assertThat(block.isFull()).isTrue();
    }

    /** One value of more than 32 bits is enough for all to be kept otherwise. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE + 1L,
                Integer.MIN_VALUE - 1L,
                Long.MAX_VALUE
            })
    void keepsValuesOfAnySize(long great) {
        SeriesBlock block = new SeriesBlock(2, 4);
        for (int use = 0; use < 2; use++) {
            block.clear();
            block.add(1_000);
            block.set(0, -3);
            block.set(1, 7);
            block.add(2_000);
            block.set(1, great);
            block.add(3_000);
            block.set(0, 8);
            block.set(1, great - 1);
            block.remove(1, 2);
            for (SeriesBlock same : List.of(block, block.copy())) {
                int[] ints = new int[3];
                long[] longs = new long[3];
                same.putValues(0, IntBuffer.wrap(ints), 0);
                same.putValues(1, LongBuffer.wrap(longs), 0);
                assertThat(ints).containsExactly(-3, 0, 8);
                assertThat(longs).containsExactly(7, great, 0);
                assertThat(same.value(0, 0)).isEqualTo(-3);
                assertThat(same.value(1, 1)).isEqualTo(great);
                assertThat(same.has(0, 1)).isFalse();
                assertThat(same.has(1, 2)).isFalse();
            }
        }
    }

    /** Blocks of all lengths, one behind the other, as a format of columns takes them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isCopiedColumnByColumn(long seed) {
        Random random = new Random(seed);
        int room = 1_000;
        int[][] ints = new int[COLUMNS][room];
        long[][] longs = new long[COLUMNS][room];
        long[][] present = new long[COLUMNS][(room + 63) / 64];
        List<Long> expected = new ArrayList<>();
        int rows = 0;
        for (SeriesBlock block = block(random); rows + block.rows() <= room; block = block(random)) {
            for (int column = 0; column < COLUMNS; column++) {
                block.putValues(column, IntBuffer.wrap(ints[column]), rows);
                block.putValues(column, LongBuffer.wrap(longs[column]), rows);
                block.putPresence(column, present[column], rows);
            }
            for (int row = 0; row < block.rows(); row++) {
                for (int column = 0; column < COLUMNS; column++) {
                    expected.add(block.has(column, row) ? block.value(column, row) : null);
                }
            }
            rows += block.rows();
        }
        List<Long> fromInts = new ArrayList<>();
        List<Long> fromLongs = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                boolean has = BitSet.valueOf(present[column]).get(row);
                fromInts.add(has ? (long) ints[column][row] : null);
                fromLongs.add(has ? longs[column][row] : null);
                assertThat(has || (longs[column][row] == 0 && ints[column][row] == 0))
                        .isTrue();
            }
        }
        assertThat(fromInts).isEqualTo(expected);
        assertThat(fromLongs).isEqualTo(expected);
        for (long[] bits : present) {
            assertThat(BitSet.valueOf(bits).length()).isLessThanOrEqualTo(rows);
        }
    }

    private static SeriesBlock block(Random random) {
        int capacity = 1 + random.nextInt(SeriesBlock.MAX_ROWS);
        SeriesBlock block = new SeriesBlock(COLUMNS, capacity);
        for (int row = random.nextInt(capacity); row < capacity; row++) {
            block.add(row);
            for (int column = 0; column < COLUMNS; column++) {
                if (random.nextInt(4) > 0) {
                    block.set(column, random.nextInt());
                }
            }
        }
        return block;
    }

    private static List<String> made(SeriesBlock block) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < block.rows(); row++) {
            String[] cells = new String[block.columns()];
            for (int column = 0; column < cells.length; column++) {
                cells[column] = Long.toString(block.count(column, row))
                        + (block.has(column, row) ? "@" + block.newestAtMillis(column, row) : "");
            }
            rows.add(String.join(" ", Arrays.asList(cells)));
        }
        return rows;
    }
}
