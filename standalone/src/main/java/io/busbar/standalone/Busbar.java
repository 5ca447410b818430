package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code busbar demo | up | replay | export | storage | trace}. */
@Command(
        name = "busbar",
        description = "Telemetry engine for fleets of battery-storage systems.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            ReplayCommand.class,
            ExportCommand.class,
            StorageCommand.class,
            TraceCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Busbar implements Runnable {

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Busbar()).setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof CommandFailure) {
                command.getErr().println("busbar: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public void run() {
        commandLine().usage(System.out);
    }
}
