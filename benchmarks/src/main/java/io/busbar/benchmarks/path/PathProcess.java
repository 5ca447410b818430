package io.busbar.benchmarks.path;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.standalone.ExternalDatabase;
import io.busbar.standalone.StandaloneSystem;
import io.busbar.standalone.SystemOptions;
import io.busbar.standalone.database.StorageOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;

/**
 * Everything that {@code busbar up} runs, as a process of its own, over a given database: {@code DIRECTORY JDBC-URL USER PASSWORD}. Says a port
 * on loopback that answers with its threads, a line for each with CPU and allocation, and at {@code /recording} with the file of what Java's flight
 * recorder has seen up to then. Stateless.
 */
public final class PathProcess {

    private static final int OK = 200;
    private static final Duration SAMPLE_PERIOD = Duration.ofMillis(20);

    private PathProcess() {}

    public static void main(String[] arguments) throws IOException {
        SystemOptions options = new SystemOptions(
                Path.of(arguments[0]),
                "127.0.0.1",
                0,
                0,
                0,
                null,
                false,
                ConnectionLimits.DEFAULT,
                null,
                ExternalDatabase.of(
                        arguments[1],
                        Map.of("BUSBAR_DATABASE_USER", arguments[2], "BUSBAR_DATABASE_PASSWORD", arguments[3])),
                null,
                StorageOptions.defaults(),
                false,
                WebhookNetworks.PUBLIC,
                null,
                "bench@example.invalid",
                null);
        HttpServer threads = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Recording recording = new Recording();
        recording.enable(FlightRecording.SAMPLE).withPeriod(SAMPLE_PERIOD);
        recording.start();
        Path file = options.dataDirectory().resolve("path.jfr");
        threads.createContext("/", exchange -> answer(exchange, threads()));
        threads.createContext("/recording", exchange -> {
            recording.dump(file);
            answer(exchange, file.toString());
        });
        threads.start();
        StandaloneSystem system = new StandaloneSystem(options, System.err);
        try (system) {
            system.start();
            BusbarProgram.serve(Integer.toString(threads.getAddress().getPort()));
        } finally {
            threads.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(OK, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** CPU of the process in ns, and for each thread CPU in ns, allocated bytes, and its name; separated by tabs. */
    private static String threads() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] cpu = threads.getThreadCpuTime(ids);
        long[] allocated = threads.getThreadAllocatedBytes(ids);
        StringBuilder lines = new StringBuilder();
        long ofProcess =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
        lines.append(ofProcess).append('\n');
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null) {
                lines.append("%d\t%d\t%d\t%s%n"
                        .formatted(ids[i], cpu[i], allocated[i], infos[i].getThreadName())
                        .toString());
            }
        }
        return lines.toString().toLowerCase(Locale.ROOT);
    }
}
