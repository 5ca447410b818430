package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.database.ChunkUpkeep;
import io.busbar.standalone.database.StorageUpkeep;
import io.busbar.standalone.database.retention.Retention;
import io.busbar.standalone.database.retention.RetentionMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Does at once what a running system does every hour. */
@Command(
        name = "upkeep",
        description =
                "Do at once what a running system does every hour: chunk intervals, retention. Exports are written"
                        + " on this machine.")
final class StorageUpkeepCommand implements Callable<Integer> {

    @Mixin
    private StorageArguments arguments = new StorageArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Retention retention = new Retention(
                Clock.systemUTC(),
                line -> {
                    out.println(line);
                    out.flush();
                },
                new RetentionMeters(new SimpleMeterRegistry()));
        try {
            boolean done =
                    StorageUpkeep.runByHand(arguments.database(System.getenv()), List.of(new ChunkUpkeep(), retention));
            if (!done) {
                throw new CommandFailure("another process does the upkeep just now: try again when it has ended");
            }
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        out.println("done");
        out.flush();
        return 0;
    }
}
