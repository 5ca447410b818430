package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.peer.QuestDb;
import io.busbar.benchmarks.storage.BusbarSink;
import io.busbar.benchmarks.storage.Contender;
import io.busbar.benchmarks.storage.Content;
import io.busbar.benchmarks.storage.CopyFloor;
import io.busbar.benchmarks.storage.NarrowInsert;
import io.busbar.benchmarks.storage.PostgresServer;
import io.busbar.benchmarks.storage.QuestDbIlp;
import io.busbar.benchmarks.storage.StorageRun;
import io.busbar.jobs.sample.FrameSamples;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code bench storage}: Busbar's table write beside others who store the same frames.
 *
 * <pre>
 *  frames in memory ─┬─ busbar         rows, binary COPY, latest values ──┐
 *                    ├─ copy           the same rows, prebuilt bytes ─────┼─▶ PostgreSQL
 *                    ├─ narrow_insert  a row per value, batched INSERT ───┘
 *                    └─ questdb        ILP in its best form ────────────────▶ QuestDB
 * </pre>
 *
 * Counted is the processor time of the server with its children and of this JVM, from the first byte until queries see every row; each one's
 * content is checked after every run. QuestDB runs twice: with the content of Busbar's rows and a key that makes a repeated row harmless, which
 * is what the others do ({@code vs_questdb}), and with device, time and values alone ({@code vs_questdb_values_only}). All take turns, forwards and backwards, so that a slow minute meets everybody. Confined to one thread.
 */
final class StorageBench {

    static final String NAME = "storage";

    private static final String BUSBAR = "busbar";
    private static final String COPY = "copy";
    private static final String QUESTDB = "questdb";
    private static final String VALUES_ONLY = "questdb_values_only";
    private static final String NARROW_INSERT = "narrow_insert";
    private static final List<String> IN_TURN = List.of(BUSBAR, COPY, QUESTDB, VALUES_ONLY, NARROW_INSERT);

    private static final String ACKNOWLEDGEMENT =
            "PostgreSQL: committed, its log on disk (synchronous_commit=on, fsync=on); QuestDB: visible to queries, its log in"
                    + " the page cache (cairo.commit.mode=nosync)";

    private final StoragePace pace;
    private final PrintStream out;
    private final List<List<FrameSamples>> batches;
    private final Content sent;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, List<StorageRun>> runs = new LinkedHashMap<>();

    /** One form of QuestDB with two contents. */
    private record Peers(QuestDbIlp whole, QuestDbIlp valuesOnly) {}

    private StorageBench(StoragePace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
        this.batches = StorageRun.batches(new BenchFleet(pace.loggers()).frames(0, pace.ticks()));
        this.sent = Content.of(batches);
    }

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, StoragePace pace, BenchServer server, PrintStream out) throws Exception {
        return new StorageBench(pace, out).run(provenance, server);
    }

    private Outcome run(Provenance provenance, BenchServer server) throws Exception {
        out.printf(
                Locale.ROOT,
                "%,d loggers, one BMS with %d packs of %d cells and %d temperatures each, a frame every %d s, %d frames each, in"
                        + " the order of time: %,d values%n",
                pace.loggers(),
                BenchFleet.PACKS,
                BenchFleet.CELLS,
                BenchFleet.TEMPERATURES,
                BenchFleet.INTERVAL_MILLIS / 1000,
                pace.ticks(),
                sent.values());
        Peers peers;
        try (PostgresServer postgres = PostgresServer.open(server.config());
                QuestDb questDb = QuestDb.start(server.folder().resolve("questdb"))) {
            out.println(postgres.description());
            peers = measure(postgres, questDb);
        }
        metrics.put("questdb_bytes_per_value", (double) peers.whole().bytes() / sent.values());
        metrics.put(
                "questdb_values_only_bytes_per_value",
                (double) peers.valuesOnly().bytes() / sent.values());
        return outcome(provenance);
    }

    private Peers measure(PostgresServer postgres, QuestDb questDb) throws Exception {
        try (BusbarSink busbar = new BusbarSink(postgres);
                NarrowInsert narrow = new NarrowInsert(postgres)) {
            warmUp(busbar, pace.warmups());
            measureSpace(postgres, busbar, "pack_sample", "bms_sample", "point_sample");
            try (CopyFloor copy = CopyFloor.ofStoredRows(postgres, batches.size())) {
                warmUp(copy, pace.warmups());
                measureSpace(postgres, copy);
                out.println("\n" + narrow.name() + ": " + narrow.description());
                measureSpace(postgres, narrow, "narrow_sample");
                QuestDbIlp best = bestOf(questDb);
                Peers peers = new Peers(best.withWholeRows(), best);
                warmUp(peers.whole(), pace.warmups());
                out.println();
                takeTurns(Map.of(
                        BUSBAR, busbar, COPY, copy, QUESTDB, peers.whole(), VALUES_ONLY, best, NARROW_INSERT, narrow));
                measureColumnstore(postgres, busbar);
                return peers;
            }
        }
    }

    private void takeTurns(Map<String, Contender> contenders) throws Exception {
        List<String> inTurn = new ArrayList<>(IN_TURN);
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (String name : inTurn) {
                StorageRun run =
                        run(Objects.requireNonNull(contenders.get(name)), "pair " + pair + " of " + pace.pairs());
                runs.computeIfAbsent(name, first -> new ArrayList<>()).add(run);
            }
            Collections.reverse(inTurn);
        }
    }

    /** Of QuestDB's forms the one that stores most: every form is warm before one is chosen. */
    private QuestDbIlp bestOf(QuestDb questDb) throws Exception {
        List<QuestDbIlp> forms = QuestDbIlp.all(questDb);
        Map<QuestDbIlp, StorageRun> last = new LinkedHashMap<>();
        out.println();
        forms.forEach(form -> out.println(form.name() + ": " + form.description()));
        for (int i = 0; i < pace.warmups(); i++) {
            for (QuestDbIlp form : forms) {
                last.put(form, run(form, "trial"));
            }
        }
        return last.entrySet().stream()
                .max(Comparator.comparingDouble(run -> run.getValue().valuesPerCpuSecond()))
                .orElseThrow()
                .getKey();
    }

    private void warmUp(Contender contender, int times) throws Exception {
        out.println();
        out.println(contender.name() + ": " + contender.description());
        for (int i = 0; i < times; i++) {
            run(contender, "warm-up");
        }
    }

    private StorageRun run(Contender contender, String prefix) throws Exception {
        StorageRun run = StorageRun.of(contender, batches, sent);
        out.printf(
                Locale.ROOT,
                "%-11s  %-30s %,11.0f values per CPU-second   %6.2f CPU-seconds, %6.2f of them client, %6.2f s%n",
                prefix,
                contender.name(),
                run.valuesPerCpuSecond(),
                run.cpuSeconds(),
                run.clientCpuSeconds(),
                run.wallSeconds());
        return run;
    }

    /** One run more for the bytes it leaves: log per value, and its tables per value. */
    private void measureSpace(PostgresServer postgres, Contender contender, String... tables) throws Exception {
        contender.clear();
        long logBefore = postgres.logPosition();
        contender.store(batches);
        metrics.put(
                contender.name() + "_wal_bytes_per_value",
                (double) (postgres.logPosition() - logBefore) / sent.values());
        long bytes = 0;
        for (String table : tables) {
            bytes += postgres.bytes(table);
        }
        if (bytes > 0) {
            metrics.put(contender.name() + "_bytes_per_value", (double) bytes / sent.values());
        }
    }

    private void measureColumnstore(PostgresServer postgres, Contender busbar) throws Exception {
        busbar.clear();
        busbar.store(batches);
        metrics.put("columnstore_bytes_per_value", postgres.columnstoreBytes() / sent.values());
    }

    private Outcome outcome(Provenance provenance) {
        List<BarChart.Bar> bars = new ArrayList<>();
        runs.forEach((name, measured) -> {
            Spread spread = Spread.of(measured, StorageRun::valuesPerCpuSecond);
            metrics.put(name + "_values_per_cpu_second", spread.median());
            metrics.put(
                    name + "_values_per_second",
                    Spread.of(measured, run -> run.values() / run.wallSeconds()).median());
            bars.add(new BarChart.Bar(name, spread.median(), spread.min(), spread.max(), name.equals(BUSBAR)));
        });
        Map<String, Spread> ratios = new LinkedHashMap<>();
        IN_TURN.stream().skip(1).forEach(name -> ratios.put("vs_" + name, ratio(name)));
        // without the server's processor time there is nothing to draw
        boolean isMeasured = bars.stream().noneMatch(bar -> Double.isNaN(bar.value()));
        BarChart chart = isMeasured
                ? new BarChart("Table write: " + provenance.machine(), "values stored per CPU-second", false, bars)
                : null;
        return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, ratios), chart);
    }

    /** How many times the contender's values per CPU-second Busbar stores, pair by pair. */
    private Spread ratio(String contender) {
        return Spread.ofRatios(
                Objects.requireNonNull(runs.get(BUSBAR)),
                Objects.requireNonNull(runs.get(contender)),
                StorageRun::valuesPerCpuSecond);
    }
}
