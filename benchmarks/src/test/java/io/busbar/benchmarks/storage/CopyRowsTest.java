package io.busbar.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    @Test
    void splitsRowsIntoCompleteCopiesInTheirOrder() {
        List<byte[]> parts = new CopyRows(copy(1, 2, 3, 4, 5)).split(2);

        assertThat(parts).containsExactly(copy(1, 2), copy(3, 4, 5));
    }

    @Test
    void makesEmptyCopiesWhenThereAreFewerRowsThanParts() {
        assertThat(new CopyRows(copy(7)).split(2)).containsExactly(copy(), copy(7));
    }

    /** Rows of a number and a null. */
    private static byte[] copy(int... numbers) {
        ByteBuffer out =
                ByteBuffer.allocate(HEADER.length + numbers.length * 14 + 2).put(HEADER);
        for (int number : numbers) {
            out.putShort((short) 2).putInt(4).putInt(number).putInt(-1);
        }
        return out.putShort((short) -1).array();
    }
}
