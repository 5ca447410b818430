package io.busbar.jobs.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows as one array a column, which a statement unnests: one statement for many rows. Stateless. */
public final class SqlArrays {

    private SqlArrays() {}

    /**
     * One column of rows.
     *
     * @param type of its elements, as PostgreSQL calls it
     */
    public static <T> Array array(
            Connection open,
            String type,
            Collection<? extends T> rows,
            Function<? super T, ? extends @Nullable Object> value)
            throws SQLException {
        return open.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
