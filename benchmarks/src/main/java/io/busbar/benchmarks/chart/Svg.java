package io.busbar.benchmarks.chart;

import java.util.Locale;

/** What drawings in SVG have in common. Stateless. */
final class Svg {

    private Svg() {}

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** As text of an element. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
