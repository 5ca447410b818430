package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.replay.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a recorded log through the front door of a running system. */
@Command(name = "replay", description = "Play a recorded log through the front door of a running system.")
final class ReplayCommand implements Callable<Integer> {

    private static final String AS_FAST_AS_POSSIBLE = "max";

    @Parameters(paramLabel = "FILE.csv", description = "the log; its name says when it starts, in UTC")
    private Path file = Path.of("");

    @Option(
            names = "--logger",
            required = true,
            paramLabel = "SN",
            description = "serial number of the logger; registered when it is new")
    private String serialNumber = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "key of the logger; without it, the operator of this machine sends for the logger")
    private @Nullable String key;

    @Option(
            names = "--speed",
            defaultValue = AS_FAST_AS_POSSIBLE,
            paramLabel = "N",
            description = "how many times faster than recorded, or max (default: ${DEFAULT-VALUE})")
    private String speed = AS_FAST_AS_POSSIBLE;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".busbar",
            description = "data directory of the running system (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".busbar");

    @Override
    public Integer call() throws Exception {
        if (!Files.isReadable(file)) {
            throw new CommandFailure("cannot read " + file);
        }
        new Replay(RunningSystem.read(data), System.out).run(file, serialNumber, factor(), key);
        return 0;
    }

    private double factor() {
        if (speed.equals(AS_FAST_AS_POSSIBLE)) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(speed);
            if (factor > 0) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // said below, together with numbers that are not positive
        }
        throw new CommandFailure("--speed " + speed + " is neither a number above 0 nor max");
    }
}
