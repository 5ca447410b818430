package io.busbar.query.series;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The buckets of all columns of a device, and what they turned out to be made of. Confined to one thread, inside one transaction. */
final class BucketRows implements RowCursor {

    private final MergedRows rows;
    private final @Nullable RolledRows rolled;

    /** @param rolled that of the merged cursors that reads roll-ups, null when none does */
    BucketRows(MergedRows rows, @Nullable RolledRows rolled) {
        this.rows = rows;
        this.rolled = rolled;
    }

    /** Of the columns that may come from roll-ups. */
    Sources sources() {
        return rolled == null ? Sources.NONE : rolled.sources();
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        return rows.timeMillis();
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        rows.fill(atMillis, target);
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
