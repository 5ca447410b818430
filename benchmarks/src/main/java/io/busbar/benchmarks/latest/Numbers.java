package io.busbar.benchmarks.latest;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.SQLException;

/** Sums of what a database answers. Stateless. */
final class Numbers {

    private Numbers() {}

    /** Of numbers of two bytes each, of which every one is a reading. */
    static long sum(byte[] numbers) {
        long sum = 0;
        for (ByteBuffer left = ByteBuffer.wrap(numbers); left.hasRemaining(); ) {
            sum += left.getShort();
        }
        return sum;
    }

    /** Of an array of numbers without nulls. */
    static long sum(Array array) throws SQLException {
        long sum = 0;
        for (Object number : (Object[]) array.getArray()) {
            sum += ((Number) number).longValue();
        }
        return sum;
    }
}
