package io.busbar.standalone;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What concerns the storage of a system. */
@Command(
        name = "storage",
        description = "How the samples are stored, and how long.",
        subcommands = {StorageStatusCommand.class, StorageRetentionCommand.class, StorageUpkeepCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class StorageCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
