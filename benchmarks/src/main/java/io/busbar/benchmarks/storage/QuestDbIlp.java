package io.busbar.benchmarks.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.peer.QuestDb;
import io.busbar.jobs.sample.FrameSamples;
import io.questdb.client.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * QuestDB through its own client over ILP, into tables with a log (WAL) and days as partitions. A row is stored when its log is applied and
 * a count shows it. Confined to one thread.
 */
public final class QuestDbIlp implements Contender {

    private static final Duration LONGEST_APPLY = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 10;

    private final QuestDb server;
    private final QuestDbRows rows;
    private final Transport transport;
    private int clearings;

    /** Both flush by themselves: over HTTP after 75,000 rows, over TCP when the buffer is full. */
    private enum Transport {
        HTTP,
        TCP;

        Sender open(QuestDb.Ports ports) {
            return Sender.fromConfig(
                    switch (this) {
                        case HTTP -> "http::addr=127.0.0.1:" + ports.http() + ";protocol_version=2;";
                        case TCP -> "tcp::addr=127.0.0.1:" + ports.ilp() + ";protocol_version=2;init_buf_size=1048576;";
                    });
        }
    }

    private QuestDbIlp(QuestDb server, QuestDbRows rows, Transport transport) {
        this.server = server;
        this.rows = rows;
        this.transport = transport;
    }

    /** Values alone, in every form over every transport, so that the best can be found. */
    public static List<QuestDbIlp> all(QuestDb server) {
        return Stream.of(QuestDbForm.values())
                .flatMap(form -> Stream.of(Transport.values())
                        .map(transport -> new QuestDbIlp(server, new QuestDbRows(form, false, false), transport)))
                .toList();
    }

    /** Values alone in two arrays, quick to fill and with few files to read; the device has an index, which helps who asks for one. */
    public static QuestDbIlp forReading(QuestDb server) {
        return new QuestDbIlp(server, new QuestDbRows(QuestDbForm.ARRAYS, false, true), Transport.TCP);
    }

    /** The same form and transport with everything that Busbar's rows hold. */
    public QuestDbIlp withWholeRows() {
        return new QuestDbIlp(server, new QuestDbRows(rows.form(), true, false), transport);
    }

    @Override
    public String name() {
        return ("questdb_" + rows.form() + "_" + transport + (rows.whole() ? "_whole_rows" : ""))
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public String description() {
        return "QuestDB " + QuestDb.VERSION + ", ILP over " + transport + " by its own client, "
                + (rows.form() == QuestDbForm.ARRAYS
                        ? "a DOUBLE[] of cells and one of temperatures"
                        : "a SHORT per cell")
                + ", "
                + (rows.whole()
                        ? "the content of Busbar's rows, DEDUP by time and device"
                        : "device, time and values alone, no DEDUP")
                + "; " + (BenchFleet.PACKS + 1) + " rows a frame";
    }

    @Override
    public void clear() throws IOException {
        server.rows("DROP TABLE IF EXISTS " + packTable());
        server.rows("DROP TABLE IF EXISTS " + bmsTable());
        clearings++;
        server.rows(rows.createPacks(packTable()));
        server.rows(rows.createBmses(bmsTable()));
    }

    @Override
    public void store(List<List<FrameSamples>> batches) throws IOException, InterruptedException {
        long frames = 0;
        try (Sender sender = transport.open(server.ports())) {
            for (List<FrameSamples> batch : batches) {
                for (FrameSamples frame : batch) {
                    rows.send(sender, frame, packTable(), bmsTable());
                }
                frames += batch.size();
            }
            sender.flush();
        }
        awaitRows(packTable(), frames * BenchFleet.PACKS);
        awaitRows(bmsTable(), frames);
    }

    @Override
    public Content content() throws IOException {
        JsonNode packs = server.rows(rows.contentOfPacks(packTable())).path(0);
        JsonNode bmses = server.rows(rows.contentOfBmses(bmsTable())).path(0);
        long values = packs.path(0).asLong() * (BenchFleet.CELLS + BenchFleet.TEMPERATURES)
                + bmses.path(0).asLong() * (BenchFleet.HOT_POINTS.size() + BenchFleet.NARROW_POINTS.size());
        return new Content(values, packs.path(1).asLong() + bmses.path(1).asLong());
    }

    @Override
    public double serverCpuSeconds() {
        return CpuTime.ofTree(server.pid());
    }

    /** Bytes of its tables' files, without their log. Exact only when the server has ended: until then files end in room for more. */
    public long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(server.tables())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> belongsToTables(server.tables().relativize(file)))
                    .mapToLong(QuestDbIlp::size)
                    .sum();
        }
    }

    private boolean belongsToTables(Path file) {
        String table = file.getName(0).toString();
        String part = file.getNameCount() > 1 ? file.getName(1).toString() : "";
        return (table.startsWith(packTable() + "~") || table.startsWith(bmsTable() + "~"))
                && !part.startsWith("wal")
                && !part.equals("txn_seq");
    }

    private void awaitRows(String table, long count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_APPLY.toNanos();
        long visible = count(table);
        while (visible != count) {
            if (System.nanoTime() > deadline) {
                throw new IOException("QuestDB shows " + visible + " of " + count + " rows of " + table + " after "
                        + LONGEST_APPLY.toSeconds() + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
            visible = count(table);
        }
    }

    private long count(String table) throws IOException {
        return server.rows("SELECT count() FROM " + table).path(0).path(0).asLong();
    }

    public String packTable() {
        return name() + "_pack_" + clearings;
    }

    public String bmsTable() {
        return name() + "_bms_" + clearings;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
