package io.busbar.query.series;

import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Answers questions for history: one transaction, so that all of an answer is of one moment, and rows streamed from the tables into the sink.
 * Memory for the columns of each device, some blocks of rows and a bucket. May be shared between threads.
 */
public final class SeriesExecutor {

    private final Database database;
    private final Columns columns;
    private final Clock clock;

    /** They read ahead and write behind: up to six for each long answer that is under way. */
    private final Executor helpers = Executors.newCachedThreadPool(SeriesExecutor::helper);

    public SeriesExecutor(Database database, Columns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * @throws Refusal when a point is unknown or hidden, or cannot be answered as asked; before anything reaches the sink
     * @throws UncheckedIOException when the sink does not take more
     */
    public void run(SeriesRequest request, SeriesSink sink, Cancellation cancellation) {
        database.read(connection -> {
            try (WriteBehind behind = new WriteBehind(sink, helpers)) {
                new SeriesRun(connection, columns, request, clock.instant(), helpers, cancellation).answer(behind);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private static Thread helper(Runnable work) {
        Thread thread = new Thread(work, "query-help");
        thread.setDaemon(true);
        return thread;
    }
}
