package io.busbar.benchmarks.latest;

import java.sql.Array;
import java.sql.SQLException;

/** Sums of what a database answers. Stateless. */
final class Numbers {

    private Numbers() {}

    /** Of an array of numbers without nulls. */
    static long sum(Array array) throws SQLException {
        long sum = 0;
        for (Object number : (Object[]) array.getArray()) {
            sum += ((Number) number).longValue();
        }
        return sum;
    }
}
