package io.busbar.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/** The command line: {@code bench NAME} measures and writes {@code benchmarks/results/NAME.json}. Stateless. */
public final class Bench {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Bench() {}

    public static void main(String[] arguments) throws IOException, URISyntaxException {
        System.exit(run(arguments, module(), Pace.SHORT, System.out, System.err));
    }

    /** Runs the command and returns its exit code; the figures go below the folder {@code module}. */
    static int run(String[] arguments, Path module, Pace pace, PrintStream out, PrintStream err) throws IOException {
        if (arguments.length != 1 || !arguments[0].equals(CodecBench.NAME)) {
            err.println("busbar: bench takes one NAME, got: '" + String.join(" ", arguments) + "', allowed: "
                    + CodecBench.NAME);
            return USAGE;
        }
        Provenance provenance = Provenance.of(Clock.systemUTC(), module, "./busbar bench " + arguments[0]);
        try {
            Path written = CodecBench.run(provenance, pace, out).write(module.resolve("results"));
            out.println("written " + written);
            return OK;
        } catch (RunFailure e) {
            err.println("busbar: " + e.getMessage());
            return FAILED;
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
