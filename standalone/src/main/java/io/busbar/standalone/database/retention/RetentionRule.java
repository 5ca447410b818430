package io.busbar.standalone.database.retention;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How long the rows of a table are kept, and how far that has got. Immutable.
 *
 * @param keep null: rows are not removed
 * @param exportFolder where rows are written before they are removed; null: nowhere
 * @param horizon rows of earlier days (UTC) are not answered any more; null: never was one
 * @param lateRows found behind the horizon after it had passed them, at least
 */
public record RetentionRule(
        RetainedTable table,
        @Nullable Duration keep,
        @Nullable Path exportFolder,
        @Nullable LocalDate horizon,
        long removedRows,
        long lateRows,
        @Nullable Instant lastRunAt,
        @Nullable String lastError) {

    /** Shorter would make the loggers' usual delays late. */
    static final Duration SHORTEST_KEEP = Duration.ofDays(1);
}
