package io.busbar.query.series;

import java.io.IOException;
import java.sql.SQLException;

/** Rows of some columns of an answer in ascending order of time, read as they are asked for. Confined to one thread, inside one transaction. */
interface RowCursor extends AutoCloseable {

    /** Of the next row; {@link Long#MAX_VALUE} at the end. */
    long timeMillis() throws SQLException, IOException;

    /** Takes what there is of this time into {@code target}; nothing when the next row is of another. */
    void fill(long atMillis, SeriesRow target) throws SQLException, IOException;

    @Override
    void close() throws SQLException;
}
