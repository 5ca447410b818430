package io.busbar.benchmarks;

import io.busbar.benchmarks.report.Report;
import io.busbar.standalone.client.CommandFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/** The command line: {@code bench NAME} measures and writes {@code benchmarks/results/NAME.json} and the page of all figures. Stateless. */
public final class Bench {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Bench() {}

    public static void main(String[] arguments) throws IOException, URISyntaxException {
        System.exit(run(arguments, module(), Effort.FULL, System.out, System.err));
    }

    /** Runs the command and returns its exit code; the figures go below the folder {@code module}. */
    static int run(String[] arguments, Path module, Effort effort, PrintStream out, PrintStream err)
            throws IOException {
        BenchArguments parsed;
        try {
            parsed = BenchArguments.parse(arguments, System.getenv());
        } catch (IllegalArgumentException | CommandFailure e) {
            err.println("busbar: " + e.getMessage());
            return USAGE;
        }
        int exitCode = OK;
        for (BenchArguments each : parsed.each()) {
            try {
                measure(each, module, effort, out);
            } catch (RunFailure e) {
                err.println("busbar: " + e.getMessage());
                exitCode = FAILED;
            }
        }
        return exitCode;
    }

    private static void measure(BenchArguments arguments, Path module, Effort effort, PrintStream out)
            throws IOException {
        Provenance provenance = Provenance.of(Clock.systemUTC(), module, "./busbar bench " + arguments.typed());
        Outcome outcome = measure(arguments, provenance, module, effort, out);
        out.println();
        outcome.figures().print(out);
        Path results = module.resolve("results");
        for (Path written : outcome.write(results)) {
            out.println("written " + written);
        }
        out.println("written " + Report.write(results));
    }

    private static Outcome measure(
            BenchArguments arguments, Provenance provenance, Path module, Effort effort, PrintStream out) {
        String name = arguments.name();
        return switch (name) {
            case CodecBench.NAME -> new Outcome(CodecBench.run(provenance, effort.codec(), out), null);
            case SizingBench.NAME -> new Outcome(SizingBench.run(provenance, effort.sizes(), out), null);
            case DoorBench.NAME ->
                inFolder(module, name, folder -> DoorBench.run(provenance, effort.door(), folder, moquette(), out));
            case ConnectionsBench.NAME ->
                inFolder(module, name, folder -> ConnectionsBench.run(provenance, effort.connections(), folder, out));
            case JournalBench.NAME ->
                inFolder(module, name, folder -> JournalBench.run(provenance, effort.journal(), folder, out));
            case JobsBench.NAME ->
                inFolder(module, name, folder -> JobsBench.run(provenance, effort.jobs(), folder, out));
            case PathBench.NAME ->
                inFolder(module, name, folder -> PathBench.run(provenance, effort.path(), folder, moquette(), out));
            default -> withDatabase(arguments, provenance, module, effort, out);
        };
    }

    private static Outcome withDatabase(
            BenchArguments arguments, Provenance provenance, Path module, Effort effort, PrintStream out) {
        try (BenchServer server = BenchServer.start(module, arguments.name(), arguments.database())) {
            return switch (arguments.name()) {
                case StorageBench.NAME -> StorageBench.run(provenance, effort.storage(), server, out);
                case QueryBench.NAME -> QueryBench.run(provenance, effort.query(), server, out);
                case ScopeBench.NAME -> ScopeBench.run(provenance, effort.scope(), server, out);
                case EncodeBench.NAME -> EncodeBench.run(provenance, effort.encode(), server, out);
                default -> LatestBench.run(provenance, effort.latest(), server, out);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailure("interrupted", e);
        } catch (Exception e) {
            throw new RunFailure(arguments.name() + " could not be measured: " + e.getMessage(), e);
        }
    }

    private interface Measuring {
        Outcome run(Path folder) throws IOException;
    }

    private static Outcome inFolder(Path module, String name, Measuring measuring) {
        try (BenchFolder folder = BenchFolder.create(module, name)) {
            return measuring.run(folder.path());
        } catch (IOException e) {
            throw new RunFailure(name + " could not be measured: " + e.getMessage(), e);
        }
    }

    private static Path moquette() throws IOException {
        try {
            return module().resolve("target").resolve("moquette");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The folder of this module in the tree that it was built in: the parent of {@code target}, where its classes or their jar are. */
    private static Path module() throws URISyntaxException {
        Path classes = Path.of(
                Bench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path target = Objects.requireNonNull(classes.getParent(), "no folder above " + classes);
        return Objects.requireNonNull(target.getParent(), "no folder above " + target);
    }
}
