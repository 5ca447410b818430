package io.busbar.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code README.md} of a folder of figures: all of them on one page, beside what was wanted. Stateless. */
public final class Report {

    /** Between the name of a benchmark and that of a part of the system. */
    private static final String FLAMES = "-flames-";

    private static final String SVG = ".svg";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final String HEAD =
            """
            # Measured

            Written by `./busbar bench`, never by hand: each benchmark writes its figures, `NAME.json`, and with them this page anew;
            `./busbar bench all` runs all of them.

            Everybody takes turns in one run, forwards and backwards, and a ratio is the median over the pairs of such turns (least to greatest). Ratios are of work
            per CPU-second of the system under test, where nothing else is said. Rates are those of a machine with neighbours: compare them within a run only.
            Why what was wanted is missed where it is, and what was tried: [what holds each part back](../../docs/performance.md).
            """;

    private static final String AT_MOST = "saturation_cpu_seconds_per_million_values";
    private static final String GENERATOR = "generator";

    private Report() {}

    /** Writes the page from the figures that the folder has, and returns its path. */
    public static Path write(Path folder) throws IOException {
        Map<Subject, JsonNode> figures = new LinkedHashMap<>();
        for (Subject subject : Subject.ALL) {
            Path file = folder.resolve(subject.benchmark() + ".json");
            if (Files.exists(file)) {
                figures.put(subject, JSON.readTree(file.toFile()));
            }
        }
        Path page = folder.resolve("README.md");
        Files.writeString(page, page(figures, folder), StandardCharsets.UTF_8);
        return page;
    }

    /** What the flame graph of a part of a benchmark's system is called. */
    public static String flames(String benchmark, String part) {
        return benchmark + FLAMES + part + SVG;
    }

    private static String page(Map<Subject, JsonNode> figures, Path folder) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n## What was wanted\n\n| benchmark | figure | wanted | measured | |\n|---|---|---|---|---|\n");
        for (Subject subject : Subject.ALL) {
            for (Goal goal : subject.goals()) {
                JsonNode measured = figures.getOrDefault(subject, JSON.nullNode());
                page.append(row(
                        "[" + subject.benchmark() + "](#" + subject.benchmark() + ")",
                        "`" + goal.figure() + "`",
                        goal.words(),
                        number(goal.value().applyAsDouble(measured)),
                        goal.verdict(measured)));
            }
        }
        for (Map.Entry<Subject, JsonNode> each : figures.entrySet()) {
            append(page, each.getKey(), each.getValue(), folder);
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Subject subject, JsonNode measured, Path folder) throws IOException {
        String name = subject.benchmark();
        page.append("\n## ").append(name).append("\n\n").append(subject.title()).append(".\n\n");
        page.append("- `").append(measured.path("command").asText()).append("`, ");
        page.append(measured.path("date").asText())
                .append(", commit ")
                .append(measured.path("commit").asText());
        page.append(", ").append(measured.path("machine").asText()).append('\n');
        page.append("- What an acknowledgement means: ")
                .append(measured.path("acknowledgement").asText())
                .append(".\n");
        page.append("- What is not comparable: ")
                .append(subject.notComparable())
                .append('\n');
        if (Files.exists(folder.resolve(name + SVG))) {
            page.append("\n![")
                    .append(subject.title())
                    .append("](")
                    .append(name)
                    .append(SVG + ")\n");
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        measured.path("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asDouble()));
        String bottleneck = bottleneck(metrics);
        if (!bottleneck.isEmpty()) {
            page.append('\n').append(bottleneck).append('\n');
        }
        appendFlames(page, folder, name);
        if (!measured.path("ratios").isEmpty()) {
            page.append("\n| ratio | median | least | greatest | pairs |\n|---|---|---|---|---|\n");
            measured.path("ratios")
                    .properties()
                    .forEach(ratio -> page.append(row(
                            "`" + ratio.getKey() + "`",
                            figure(ratio.getValue().path("median")),
                            figure(ratio.getValue().path("min")),
                            figure(ratio.getValue().path("max")),
                            ratio.getValue().path("pairs").asText())));
        }
        page.append("\n| figure | |\n|---|---|\n");
        measured.path("metrics")
                .properties()
                .forEach(metric -> page.append(row("`" + metric.getKey() + "`", figure(metric.getValue()))));
    }

    /**
     * The stage that takes the most processor time when as much is sent as goes through, in a sentence; nothing of a benchmark without stages.
     *
     * @param metrics by name
     */
    public static String bottleneck(Map<String, Double> metrics) {
        String prefix = AT_MOST + '_';
        return metrics.entrySet().stream()
                .filter(metric ->
                        metric.getKey().startsWith(prefix) && !metric.getKey().equals(prefix + GENERATOR))
                .max(Map.Entry.comparingByValue())
                .map(most -> "Bottleneck as fast as it goes: **"
                        + most.getKey().substring(prefix.length()).replace('_', ' ') + "**, "
                        + number(most.getValue()) + " of "
                        + number(metrics.getOrDefault(AT_MOST, Double.NaN)) + " CPU-seconds per million values.")
                .orElse("");
    }

    private static void appendFlames(StringBuilder page, Path folder, String benchmark) throws IOException {
        String prefix = benchmark + FLAMES;
        List<String> parts;
        try (Stream<Path> files = Files.list(folder)) {
            parts = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(prefix) && file.endsWith(SVG))
                    .map(file -> file.substring(prefix.length(), file.length() - SVG.length()))
                    .sorted()
                    .toList();
        }
        if (!parts.isEmpty()) {
            page.append("\nFlame graphs: ")
                    .append(parts.stream()
                            .map(part -> "[" + part + "](" + flames(benchmark, part) + ")")
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", List.of(cells)) + " |\n";
    }

    private static String figure(JsonNode node) {
        return node.isNumber() ? number(node.asDouble()) : node.asText();
    }

    /** To three digits, or whole with its thousands apart; a dash when it is none. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return Math.abs(value) >= 1_000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
