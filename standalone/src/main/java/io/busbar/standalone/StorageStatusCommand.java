package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.database.StorageStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how and how much is stored. */
@Command(name = "status", description = "Profile, versions, and of every table: chunks, sizes, rows, age, retention.")
final class StorageStatusCommand implements Callable<Integer> {

    @Mixin
    private StorageArguments arguments = new StorageArguments();

    @Option(names = "--json", description = "as JSON, for programs")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            StorageStatus status = StorageStatus.read(arguments.database(System.getenv()));
            out.print(json ? StorageReport.json(status) : StorageReport.text(status));
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
