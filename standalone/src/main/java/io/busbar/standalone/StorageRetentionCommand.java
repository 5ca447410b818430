package io.busbar.standalone;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.database.retention.KeepTime;
import io.busbar.standalone.database.retention.RetainedTable;
import io.busbar.standalone.database.retention.RetentionRule;
import io.busbar.standalone.database.retention.RetentionSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows or sets how long samples are kept. */
@Command(
        name = "retention",
        description = "How long samples are kept: for ever, unless it is set. Without words it shows what is set.")
final class StorageRetentionCommand implements Callable<Integer> {

    private static final String RAW = "raw";
    private static final String FROZEN = "frozen";

    @Mixin
    private StorageArguments arguments = new StorageArguments();

    @Parameters(
            arity = "0..1",
            index = "0",
            paramLabel = "TABLE|LEVEL",
            description = "a table of samples, or raw for all of them, or frozen for the buckets of removed rows")
    private @Nullable String what;

    @Parameters(arity = "0..1", index = "1", paramLabel = "DURATION|off", description = KeepTime.ALLOWED)
    private @Nullable String keep;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description =
                    "write rows to compressed CSV files in this folder, of the machine that runs the system, before"
                            + " they are removed")
    private @Nullable Path export;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (what != null) {
                List<RetainedTable> tables = tables(what);
                Duration duration = duration();
                Path folder = export == null ? null : export.toAbsolutePath().normalize();
                RetentionSettings.write(arguments.database(System.getenv()), tables, duration, folder);
            }
            DatabaseConfig database = arguments.database(System.getenv());
            List<RetentionRule> rules = RetentionSettings.read(database);
            if (rules.stream().allMatch(rule -> rule.keep() == null && rule.horizon() == null)) {
                out.println("everything is kept for ever");
            } else {
                rules.forEach(rule -> out.println(line(rule)));
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Duration duration() {
        if (keep == null) {
            throw new CommandFailure("how long? Allowed are " + KeepTime.ALLOWED);
        }
        if (keep.equals("off")) {
            if (export != null) {
                throw new CommandFailure("--export does not go with off: nothing is removed");
            }
            return null;
        }
        return KeepTime.parse(keep)
                .orElseThrow(() -> new CommandFailure("'" + keep + "' is no time; allowed are " + KeepTime.ALLOWED));
    }

    private static List<RetainedTable> tables(String word) {
        if (word.equals(RAW)) {
            return RetainedTable.raw();
        }
        if (word.equals(FROZEN)) {
            return List.of(RetainedTable.FROZEN_BUCKET);
        }
        return List.of(RetainedTable.ofName(word)
                .orElseThrow(() -> new CommandFailure("there is no table '" + word + "'; allowed are " + RAW + ", "
                        + FROZEN + ", "
                        + Arrays.stream(RetainedTable.values())
                                .map(RetainedTable::tableName)
                                .collect(Collectors.joining(", ")))));
    }

    private static String line(RetentionRule rule) {
        StringBuilder line = new StringBuilder("%-17s".formatted(rule.table().tableName()));
        line.append(rule.keep() == null ? "kept for ever" : "kept " + KeepTime.text(rule.keep()));
        if (rule.exportFolder() != null) {
            line.append(", then written to ").append(rule.exportFolder());
        }
        if (rule.horizon() != null) {
            line.append("; begins on %s; %,d rows removed, at least %,d of them late"
                    .formatted(rule.horizon(), rule.removedRows(), rule.lateRows()));
        }
        if (rule.lastError() != null) {
            line.append("; last run: ").append(rule.lastError());
        }
        return line.toString();
    }
}
