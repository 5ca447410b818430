package io.busbar.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FlameGraphTest {

    @Test
    void drawsEachMethodAsWideAsItsPartOfTheSamples() throws Exception {
        FlameGraph graph = new FlameGraph("door");
        graph.add(List.of("Loop.run", "Scan.passes"));
        graph.add(List.of("Loop.run", "Scan.passes"));
        graph.add(List.of("Loop.run", "Reader.<init>"));
        graph.add(List.of("Timer.run"));

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(graph.svg().getBytes(StandardCharsets.UTF_8)));

        assertThat(box(svg, "all: 100.0 %")).isEqualTo(new Box(0, 0, 1200));
        assertThat(box(svg, "Loop.run: 75.0 %")).isEqualTo(new Box(0, -17, 900));
        assertThat(box(svg, "Reader.<init>: 25.0 %")).isEqualTo(new Box(0, -34, 300));
        assertThat(box(svg, "Scan.passes: 50.0 %")).isEqualTo(new Box(300, -34, 600));
        assertThat(box(svg, "Timer.run: 25.0 %")).isEqualTo(new Box(900, -17, 300));
        assertThat(graph.samples()).isEqualTo(4);
    }

    private record Box(double x, double y, double width) {}

    private static Box box(Document svg, String title) {
        NodeList titles = svg.getElementsByTagName("title");
        for (int i = 0; i < titles.getLength(); i++) {
            if (titles.item(i).getTextContent().equals(title)) {
                Element rectangle = (Element) ((Element) titles.item(i).getParentNode())
                        .getElementsByTagName("rect")
                        .item(0);
                return new Box(number(rectangle, "x"), number(rectangle, "y"), number(rectangle, "width"));
            }
        }
        throw new AssertionError("no box says " + title);
    }

    private static double number(Element rectangle, String attribute) {
        return Double.parseDouble(rectangle.getAttribute(attribute));
    }
}
