package io.busbar.query.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.series.SeriesBlocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.Test;

final class BatchColumnTest {

    private static final int MAX_ROWS = 8;

    @Test
    void rowsThatNobodyHadAValueForHaveNoneInMemoryEither() {
        try (RootAllocator allocator = new RootAllocator();
                IntVector ints = new IntVector("ints", allocator);
                BigIntVector longs = new BigIntVector("longs", allocator)) {
            for (BaseFixedWidthVector vector : List.of(ints, longs)) {
                vector.allocateNew(MAX_ROWS);
                BatchColumn column = BatchColumn.of(vector, MAX_ROWS);

                column.begin();
                for (int row = 0; row < MAX_ROWS; row++) {
                    column.take(SeriesBlocks.of(row, 100L + row), 0, row);
                }
                column.end(MAX_ROWS);
                assertThat(values(vector, MAX_ROWS))
                        .containsExactly("100", "101", "102", "103", "104", "105", "106", "107");

                column.begin();
                column.take(SeriesBlocks.of(2, 7L), 0, 2);
                column.take(SeriesBlocks.of(5, (Long) null), 0, 5);
                column.end(7);
                assertThat(values(vector, 7)).containsExactly("-0", "-0", "7", "-0", "-0", "-0", "-0");
            }
        }
    }

    /** What the memory has, with a dash before it where the row has no value. */
    private static List<String> values(BaseFixedWidthVector vector, int rows) {
        vector.setValueCount(rows);
        List<String> values = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            long value = vector instanceof IntVector
                    ? vector.getDataBuffer().getInt((long) row * Integer.BYTES)
                    : vector.getDataBuffer().getLong((long) row * Long.BYTES);
            values.add((vector.isNull(row) ? "-" : "") + value);
        }
        return values;
    }
}
