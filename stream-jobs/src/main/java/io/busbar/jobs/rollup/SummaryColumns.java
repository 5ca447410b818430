package io.busbar.jobs.rollup;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.rollup.Observed;
import io.busbar.rollup.ValueSummary;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The columns of one value in a table of roll-ups: their names, how they are written, how they are read. Stateless. */
final class SummaryColumns {

    private SummaryColumns() {}

    /** In the order in which they are written. */
    static String names(String value) {
        return "%1$s_count, %1$s_first, %1$s_first_ms, %1$s_last, %1$s_last_ms, %1$s_min, %1$s_min_ms, %1$s_max, %1$s_max_ms, %1$s_weighted, %1$s_covered_ms"
                .formatted(value);
    }

    /** @param startMillis of the bucket, from which moments are counted */
    static void write(CopyBuffer row, ValueSummary summary, long startMillis) {
        Observed own = summary.own();
        if (own == null) {
            row.int4(0).none().none().none().none().none().none().none().none();
        } else {
            row.int4(Math.toIntExact(own.count()))
                    .int4(own.first())
                    .int4((int) (own.firstAtMillis() - startMillis))
                    .int4(own.last())
                    .int4((int) (own.lastAtMillis() - startMillis))
                    .int4(own.min())
                    .int4((int) (own.minAtMillis() - startMillis))
                    .int4(own.max())
                    .int4((int) (own.maxAtMillis() - startMillis));
        }
        row.int8(summary.weighted()).int4((int) summary.coveredMillis());
    }

    static ValueSummary read(ResultSet row, String value, long startMillis) throws SQLException {
        int count = row.getInt(value + "_count");
        Observed own = count == 0
                ? null
                : new Observed(
                        count,
                        row.getInt(value + "_first"),
                        startMillis + row.getInt(value + "_first_ms"),
                        row.getInt(value + "_last"),
                        startMillis + row.getInt(value + "_last_ms"),
                        row.getInt(value + "_min"),
                        startMillis + row.getInt(value + "_min_ms"),
                        row.getInt(value + "_max"),
                        startMillis + row.getInt(value + "_max_ms"));
        return new ValueSummary(own, row.getLong(value + "_weighted"), row.getInt(value + "_covered_ms"));
    }
}
