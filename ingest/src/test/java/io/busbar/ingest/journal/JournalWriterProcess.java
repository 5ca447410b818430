package io.busbar.ingest.journal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A process that appends numbers until it is killed, or up to a count, and prints each one once it is durable. */
final class JournalWriterProcess {

    private static final int MAX_UNACKNOWLEDGED = 2_000;

    private JournalWriterProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        try (Journal journal = Journal.open(
                JournalConfig.of(directory, Durability.valueOf(arguments[2])),
                Clock.systemUTC(),
                new SimpleMeterRegistry())) {
            Numbers numbers = new Numbers(out);
            for (long number = 0; number < count; number++) {
                numbers.awaitRoom(number);
                journal.append(ByteBuffer.allocate(500).putLong(number).array(), numbers);
            }
        }
    }

    /** Completes numbers in the order in which they were appended. */
    private static final class Numbers implements Completion {

        private final PrintStream out;
        private long durable;

        Numbers(PrintStream out) {
            this.out = out;
        }

        synchronized void awaitRoom(long number) throws InterruptedException {
            while (number - durable >= MAX_UNACKNOWLEDGED) {
                wait();
            }
        }

        @Override
        public synchronized void durable() {
            out.println("durable " + durable);
            out.flush();
            durable++;
            notifyAll();
        }

        @Override
        public void failed(JournalUnavailableException cause) {
            out.println("failed " + cause.getMessage());
            out.flush();
        }
    }

    /** A command that runs this class in a JVM like the present one. */
    static List<String> command(Path directory, long count, Durability durability) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Dchronicle."))
                .forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(
                JournalWriterProcess.class.getName(), directory.toString(), Long.toString(count), durability.name()));
        return command;
    }
}
