package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found: figures, and their plot. Immutable.
 *
 * @param chart null when there is nothing to plot
 */
record Outcome(ResultFile figures, @Nullable BarChart chart) {

    /** Writes {@code NAME.json} and {@code NAME.svg} into the folder in place of older ones, and returns what was written. */
    List<Path> write(Path folder) throws IOException {
        List<Path> written = new ArrayList<>(List.of(figures.write(folder)));
        if (chart != null) {
            Path plot = folder.resolve(figures.name() + ".svg");
            Files.writeString(plot, chart.svg(), StandardCharsets.UTF_8);
            written.add(plot);
        }
        return written;
    }
}
