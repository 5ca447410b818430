package io.busbar.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.benchmarks.chart.BarChart.Bar;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BarChartTest {

    @Test
    void drawsBarsInProportion() throws Exception {
        NodeList bars = bars(new BarChart(
                "a < b & c",
                "µs",
                false,
                List.of(new Bar("ours", 50, 40, 60, true), new Bar("theirs", 100, 90, 100, false))));

        assertThat(bars.getLength()).isEqualTo(3); // the background is the first
        assertThat(width(bars, 2)).isEqualTo(2 * width(bars, 1));
    }

    @Test
    void drawsEqualFactorsEquallyLongOnALogarithmicScale() throws Exception {
        NodeList bars = bars(new BarChart(
                "",
                "µs",
                true,
                List.of(
                        new Bar("", 1, 1, 1, true),
                        new Bar("", 10, 10, 10, false),
                        new Bar("", 100, 100, 100, false))));

        assertThat(width(bars, 3) - width(bars, 2)).isEqualTo(width(bars, 2) - width(bars, 1));
        assertThat(width(bars, 1)).isPositive();
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new BarChart("", "", false, List.of(new Bar("x", Double.NaN, Double.NaN, 1, true))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: one or more, their values above 0");
    }

    private static NodeList bars(BarChart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("rect");
    }

    private static double width(NodeList bars, int index) {
        return Double.parseDouble(((Element) bars.item(index)).getAttribute("width"));
    }
}
