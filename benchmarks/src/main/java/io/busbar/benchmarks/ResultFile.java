package io.busbar.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of one benchmark as {@code NAME.json}, one shape for all. Immutable.
 *
 * @param acknowledgement what an acknowledgement of the measured part promises
 * @param metrics by name, the unit in the name
 * @param ratios by name, {@code vs_PEER}
 */
record ResultFile(
        String name,
        Provenance provenance,
        String acknowledgement,
        Map<String, Double> metrics,
        Map<String, Spread> ratios) {

    /** Stands for a figure that cannot be had on this machine or server, NaN. */
    static final String NOT_MEASURED = "not measured";

    private static final int DECIMALS = 2;

    /** Writes {@code NAME.json} into the folder in place of an older one, and returns its path. */
    Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".json");
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            json.useDefaultPrettyPrinter();
            write(json);
            json.writeRaw('\n');
        }
        return file;
    }

    /** Prints all figures, a line each. */
    void print(PrintStream out) {
        metrics.forEach((metric, value) ->
                out.printf(Locale.ROOT, "%-42s %s%n", metric, value.isNaN() ? NOT_MEASURED : "%,.2f".formatted(value)));
        ratios.forEach((ratio, spread) -> out.printf(
                Locale.ROOT,
                "%-42s %s%n",
                ratio,
                Double.isNaN(spread.median())
                        ? NOT_MEASURED
                        : "%.2f times (median of %d pairs, min %.2f, max %.2f)"
                                .formatted(spread.median(), spread.pairs(), spread.min(), spread.max())));
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("date", provenance.date().toString());
        json.writeStringField("commit", provenance.commit());
        json.writeStringField("machine", provenance.machine());
        json.writeStringField("command", provenance.command());
        json.writeStringField("acknowledgement", acknowledgement);
        json.writeObjectFieldStart("metrics");
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            figure(json, metric.getKey(), metric.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("ratios");
        for (Map.Entry<String, Spread> ratio : ratios.entrySet()) {
            json.writeObjectFieldStart(ratio.getKey());
            figure(json, "median", ratio.getValue().median());
            figure(json, "min", ratio.getValue().min());
            figure(json, "max", ratio.getValue().max());
            json.writeNumberField("pairs", ratio.getValue().pairs());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void figure(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeStringField(field, NOT_MEASURED);
            return;
        }
        json.writeNumberField(field, BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP));
    }
}
