package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.chart.FlameGraph;
import io.busbar.benchmarks.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found: figures, their plot, and where the time went. Immutable.
 *
 * @param chart null when there is nothing to plot
 * @param flames by the part of the system that they are of
 */
record Outcome(ResultFile figures, @Nullable BarChart chart, Map<String, FlameGraph> flames) {

    Outcome(ResultFile figures, @Nullable BarChart chart) {
        this(figures, chart, Map.of());
    }

    /**
     * Writes {@code NAME.json}, {@code NAME.svg} and {@code NAME-flames-PART.svg} into the folder in place of older ones, and returns what was
     * written.
     */
    List<Path> write(Path folder) throws IOException {
        List<Path> written = new ArrayList<>(List.of(figures.write(folder)));
        if (chart != null) {
            Path plot = folder.resolve(figures.name() + ".svg");
            Files.writeString(plot, chart.svg(), StandardCharsets.UTF_8);
            written.add(plot);
        }
        for (Map.Entry<String, FlameGraph> each : flames.entrySet()) {
            Path graph = folder.resolve(Report.flames(figures.name(), each.getKey()));
            Files.writeString(graph, each.getValue().svg(), StandardCharsets.UTF_8);
            written.add(graph);
        }
        return written;
    }
}
