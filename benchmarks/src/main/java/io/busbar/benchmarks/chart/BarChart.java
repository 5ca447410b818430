package io.busbar.benchmarks.chart;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars, each with a line from the least to the greatest, as an SVG document. Immutable.
 *
 * @param unit of the values, in words
 * @param logarithmic a bar's length grows with the logarithm of its value: for values far apart
 */
public record BarChart(String title, String unit, boolean logarithmic, List<Bar> bars) {

    private static final int WIDTH = 860;
    private static final int LABEL_WIDTH = 270;
    private static final int VALUE_WIDTH = 90;
    private static final int ROW_HEIGHT = 32;
    private static final int BAR_HEIGHT = 20;
    private static final int TOP = 64;
    private static final double SHORTEST = 0.1;

    /**
     * One bar. Immutable.
     *
     * @param value its length, usually a median
     * @param ours drawn in another colour
     */
    public record Bar(String label, double value, double min, double max, boolean ours) {}

    public BarChart {
        bars = List.copyOf(bars);
        if (bars.isEmpty() || !bars.stream().allMatch(bar -> bar.min() > 0 && bar.min() <= bar.max())) {
            throw new IllegalArgumentException(
                    "bars cannot be drawn: " + bars + ", allowed: one or more, their values above 0");
        }
    }

    public String svg() {
        int height = TOP + bars.size() * ROW_HEIGHT + 12;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\">",
                WIDTH,
                height);
        line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
        line(svg, "<text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"bold\">%s</text>", Svg.escaped(title));
        line(
                svg,
                "<text x=\"16\" y=\"46\" font-size=\"12\" fill=\"#555555\">%s; median, line from least to greatest%s</text>",
                Svg.escaped(unit),
                logarithmic ? "; logarithmic" : "");
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), TOP + i * ROW_HEIGHT);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Bar bar, int top) {
        int middle = top + BAR_HEIGHT / 2;
        line(
                svg,
                "<text x=\"%d\" y=\"%d\" font-size=\"13\" text-anchor=\"end\">%s</text>",
                LABEL_WIDTH - 10,
                middle + 5,
                Svg.escaped(bar.label()));
        line(
                svg,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABEL_WIDTH,
                top,
                length(bar.value()),
                BAR_HEIGHT,
                bar.ours() ? "#1f77b4" : "#b8c4ce");
        line(
                svg,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#222222\" stroke-width=\"2\"/>",
                LABEL_WIDTH + length(bar.min()),
                middle,
                LABEL_WIDTH + length(bar.max()),
                middle);
        line(
                svg,
                "<text x=\"%.1f\" y=\"%d\" font-size=\"13\">%s</text>",
                LABEL_WIDTH + length(bar.max()) + 8,
                middle + 5,
                shortened(bar.value()));
    }

    private double length(double value) {
        double room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
        double greatest = bars.stream().mapToDouble(Bar::max).max().orElseThrow();
        if (!logarithmic) {
            return room * value / greatest;
        }
        double least = bars.stream().mapToDouble(Bar::min).min().orElseThrow();
        double span = Math.max(Math.log(greatest / least), Double.MIN_NORMAL);
        return room * (SHORTEST + (1 - SHORTEST) * Math.log(value / least) / span);
    }

    private static String shortened(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", value / 1e6);
        }
        if (value >= 1e4) {
            return String.format(Locale.ROOT, "%.0f k", value / 1e3);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(Svg.format(format, values)).append('\n');
    }
}
