package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sink.SampleWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Busbar: the writer of the stream job's sink, which also keeps the latest values; roll-ups are left out, as nobody else makes any. Confined to one thread. */
public final class BusbarSink implements Contender {

    static final String SAMPLES = "SELECT sum(n), sum(s) FROM (SELECT sum(length(cells || temperatures) / 2) AS n,"
            + " sum((SELECT sum(v) FROM unnest(smallints(cells || temperatures)) AS v)) AS s FROM pack_sample"
            + " UNION ALL SELECT count(*) * 5, sum(voltage_mv::bigint + current_ma + soc_millipercent"
            + "   + soh_millipercent + remaining_wh) FROM bms_sample"
            + " UNION ALL SELECT count(*), sum(value) FROM point_reading) AS t";

    private final PostgresServer server;
    private @Nullable SampleWriter writer;

    public BusbarSink(PostgresServer server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "busbar";
    }

    @Override
    public String description() {
        return "the writer of the stream job's sink: rows made from samples, binary COPY, a transaction per "
                + StorageRun.BATCH_FRAMES
                + " frames, devices looked up, latest values and activity written, one checkpoint at"
                + " the end; " + BenchFleet.PACKS + " + 2 rows a frame";
    }

    /** With a new writer, too: the old one remembers the latest values that it wrote. */
    @Override
    public void clear() throws SQLException {
        close();
        server.clear();
        writer = SampleWriter.ofSamplesAlone(server.config());
    }

    @Override
    public void store(List<List<FrameSamples>> batches) throws InterruptedException {
        SampleWriter open = Objects.requireNonNull(writer, "not cleared");
        for (List<FrameSamples> batch : batches) {
            open.write(batch);
        }
        open.flush();
    }

    @Override
    public Content content() throws SQLException {
        return server.content(SAMPLES);
    }

    @Override
    public double serverCpuSeconds() {
        return server.cpuSeconds();
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
