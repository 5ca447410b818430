package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a system until Ctrl-C or SIGTERM, which end all of it cleanly. */
final class Foreground {

    private Foreground() {}

    /** What else belongs to the command: prints its lines, may leave something that is closed before the system. */
    interface Extra {
        @Nullable
        AutoCloseable start(StandaloneSystem system) throws Exception;
    }

    /** Returns only when the system has stopped. */
    static int run(SystemOptions options, Extra extra) throws InterruptedException {
        System.out.println("starting Busbar, data in " + options.dataDirectory().toAbsolutePath());
        StandaloneSystem system = new StandaloneSystem(options, System.out);
        AtomicReference<@Nullable AutoCloseable> left = new AtomicReference<>();
        AtomicBoolean started = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stop = new Thread(
                () -> {
                    say(started, "stopping");
                    stop(system, left.get());
                    say(started, "stopped");
                    stopped.countDown();
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        system.start();
        started.set(true);
        try {
            left.set(extra.start(system));
        } catch (CommandFailure e) {
            throw e;
        } catch (Exception e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        System.out.println("busbar ready " + system.running());
        stopped.await();
        return 0;
    }

    /** A start that failed has its own line. */
    private static void say(AtomicBoolean started, String line) {
        if (started.get()) {
            System.out.println(line);
        }
    }

    private static void stop(StandaloneSystem system, @Nullable AutoCloseable left) {
        try {
            if (left != null) {
                left.close();
            }
        } catch (Exception e) {
            System.err.println("busbar: " + e.getMessage());
        }
        system.close();
    }
}
