package io.busbar.benchmarks.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a program's time goes, as an SVG document: each method as wide as the part of the samples that have it on their stack, those that it calls
 * above it, in alphabetical order. Confined to one thread.
 */
public final class FlameGraph {

    private static final int WIDTH = 1_200;
    private static final int ROW_HEIGHT = 17;
    private static final int TOP = 40;
    private static final double LEAST_WIDTH = 0.5;
    private static final double CHARACTER_WIDTH = 6.6;
    private static final int HUES = 40;

    private final String title;
    private final Call root = new Call();

    /** A method where it was called from. */
    private static final class Call {
        private final Map<String, Call> callees = new TreeMap<>();
        private int samples;
    }

    public FlameGraph(String title) {
        this.title = title;
    }

    /** One sample: names of methods, from the thread's first to where it was. */
    public void add(List<String> stack) {
        Call call = root;
        call.samples++;
        for (String method : stack) {
            call = call.callees.computeIfAbsent(method, unused -> new Call());
            call.samples++;
        }
    }

    public int samples() {
        return root.samples;
    }

    public String svg() {
        List<String> calls = new ArrayList<>();
        int rows = 1 + draw("all", root, 0, 0, calls);
        int height = TOP + rows * ROW_HEIGHT + 8;
        StringBuilder svg = new StringBuilder();
        svg.append(Svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"11\">%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n"
                        + "<text x=\"8\" y=\"24\" font-size=\"15\" font-family=\"sans-serif\">%s: %,d samples</text>%n"
                        + "<g transform=\"translate(0 %d)\">%n",
                WIDTH, height, WIDTH, height, Svg.escaped(title), root.samples, TOP + (rows - 1) * ROW_HEIGHT));
        calls.forEach(svg::append);
        return svg.append("</g>\n</svg>\n").toString();
    }

    /** Draws a call and all that it calls, and returns how many rows that takes above its own. */
    private int draw(String method, Call call, int row, double x, List<String> calls) {
        double width = (double) WIDTH * call.samples / root.samples;
        if (width < LEAST_WIDTH) {
            return 0;
        }
        calls.add(rectangle(method, call, row, x, width));
        int above = 0;
        double left = x;
        for (Map.Entry<String, Call> callee : call.callees.entrySet()) {
            above = Math.max(above, 1 + draw(callee.getKey(), callee.getValue(), row + 1, left, calls));
            left += (double) WIDTH * callee.getValue().samples / root.samples;
        }
        return above;
    }

    private String rectangle(String method, Call call, int row, double x, double width) {
        int y = -row * ROW_HEIGHT;
        int characters = (int) (width / CHARACTER_WIDTH);
        String label = method.length() <= characters ? method : method.substring(0, Math.max(0, characters - 1)) + "…";
        String text = characters < 3
                ? ""
                : Svg.format("<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + ROW_HEIGHT - 5, Svg.escaped(label));
        return Svg.format(
                "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"hsl(%d 85%% 70%%)\" stroke=\"white\""
                        + " stroke-width=\"0.5\"/>%s</g>%n",
                Svg.escaped(method),
                100.0 * call.samples / root.samples,
                x,
                y,
                width,
                ROW_HEIGHT - 1,
                15 + Math.floorMod(method.hashCode(), HUES),
                text);
    }
}
