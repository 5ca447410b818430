package io.busbar.benchmarks.encode;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.storage.PostgresServer;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.access.account.FirstStart;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.Cancellation;
import io.busbar.query.series.Columns;
import io.busbar.query.series.PointChoice;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.series.SeriesRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A history in Busbar's tables, and what the executor of the query API answers from it. Stateless. */
public final class StoredAnswer {

    private static final int TICKS_OF_BATCH = 100;

    private StoredAnswer() {}

    /** The cells of one pack, so many rows. */
    public static RecordedAnswer cellsOfAPack(DatabaseConfig config, int rows) throws Exception {
        Catalogue catalogue = Catalogue.load();
        BenchFleet fleet = new BenchFleet(1);
        try (PostgresServer server = PostgresServer.open(config);
                Database database = Database.at(config.jdbcUrl(), config.user(), config.password())) {
            try (SampleWriter writer = SampleWriter.ofSamplesAlone(config)) {
                for (int tick = 0; tick < rows; tick += TICKS_OF_BATCH) {
                    writer.write(fleet.frames(tick, Math.min(TICKS_OF_BATCH, rows - tick)));
                }
                writer.flush();
            }
            new FirstStart(database, catalogue).prepare("manager@example.org", "correct horse battery");
            server.registerLoggers(BenchFleet.INTERVAL_SECONDS);
            Scope operator =
                    new Scopes(database, catalogue).of(new Principal.Operator()).orElseThrow();
            RecordedAnswer answer = new RecordedAnswer();
            new SeriesExecutor(database, new Columns(catalogue), Clock.systemUTC())
                    .run(
                            new SeriesRequest(
                                    new VisibleDevices(database, catalogue)
                                            .named(operator, List.of(fleet.packOf(0, 1))),
                                    List.of(new PointChoice("cells", null, "")),
                                    Instant.ofEpochMilli(BenchFleet.START_MILLIS),
                                    Instant.ofEpochMilli(BenchFleet.START_MILLIS + rows * BenchFleet.INTERVAL_MILLIS),
                                    Bucket.RAW,
                                    null,
                                    ZoneOffset.UTC,
                                    null,
                                    rows),
                            answer,
                            new Cancellation());
            return answer;
        }
    }
}
