package io.busbar.benchmarks.path;

import io.busbar.benchmarks.chart.FlameGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** What Java's flight recorder saw of the system's threads: what they ran, not what they waited for, nor the time in the kernel. Stateless. */
final class FlightRecording {

    /** The event of JDK 17 that samples a thread that runs Java. */
    static final String SAMPLE = "jdk.ExecutionSample";

    private FlightRecording() {}

    /** A graph for every stage that was seen between two moments, by the stage's name. */
    static Map<String, FlameGraph> flames(Path recording, Instant from, Instant to) throws IOException {
        Map<String, FlameGraph> flames = new TreeMap<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                RecordedThread thread = event.hasField("sampledThread") ? event.getThread("sampledThread") : null;
                boolean isInTime = !event.getStartTime().isBefore(from)
                        && event.getStartTime().isBefore(to);
                if (isInTime && thread != null && thread.getJavaName() != null && event.getStackTrace() != null) {
                    String stage = Stage.of(thread.getJavaName().toLowerCase(Locale.ROOT))
                            .name()
                            .toLowerCase(Locale.ROOT);
                    flames.computeIfAbsent(stage, FlameGraph::new).add(stack(event));
                }
            }
        }
        return flames;
    }

    private static List<String> stack(RecordedEvent event) {
        List<String> methods = new ArrayList<>();
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            RecordedClass type = frame.getMethod().getType();
            String name = type.getName();
            methods.add(name.substring(name.lastIndexOf('.') + 1).replaceAll("\\$\\$Lambda.*", "λ") + "."
                    + frame.getMethod().getName());
        }
        Collections.reverse(methods);
        return methods;
    }
}
