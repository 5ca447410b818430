package io.busbar.measure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the catalogue with the list of public knowledge it was completed from, which lies outside the project. */
class SourcePointsTest {

    private static final String DERIVED = "(derived)";

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void holdsEveryPointOfTheSource() throws IOException {
        List<SourcePoint> source = sourcePoints();

        assertThat(source).hasSize(247);
        assertThat(source).allSatisfy(row -> {
            MeasuringPoint point =
                    requireNonNull(catalogue.point(row.deviceType(catalogue), row.code()), row.toString());
            assertThat(point.unit()).isEqualTo(row.unit());
            assertThat(point.alarm()).isEqualTo(row.pointClass().equals("alarm"));
            assertThat(point.kind()).isEqualTo(row.kind());
            if (row.derived()) {
                assertThat(point.role()).isEqualTo(Role.CELL_DIFFERENTIAL);
                return;
            }
            assertThat(point.name()).isEqualTo(row.name());
            assertThat(point.nameCn()).isNotBlank();
            if (!row.nameCn().isEmpty()) {
                assertThat(point.nameCn()).isEqualTo(row.nameCn());
            }
        });
    }

    @Test
    void addsNothingButDerivedAndSharedPoints() throws IOException {
        long received = sourcePoints().stream().filter(row -> !row.derived()).count();
        DeviceType host = requireNonNull(catalogue.deviceType("BMS/Dyness/Low Voltage"));

        long shared = receivedPoints(host);
        long all =
                catalogue.deviceTypes().stream().mapToLong(this::receivedPoints).sum();
        assertThat(all).isEqualTo(received + shared);
    }

    private long receivedPoints(DeviceType type) {
        return catalogue.points(type).stream().filter(point -> !point.derived()).count();
    }

    private static List<SourcePoint> sourcePoints() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        Path file = requireNonNull(module.getParent())
                .resolve("../shared/domain/point_catalogue.csv")
                .normalize();
        if (Files.notExists(file)) {
            assertThat(System.getenv("CI"))
                    .as("in CI this file must exist: %s", file)
                    .isNotEqualTo("true");
            abort("not compared with the source, which is absent: " + file);
        }
        return Files.readAllLines(file).stream().skip(1).map(SourcePoint::parse).toList();
    }

    private record SourcePoint(
            String scope, String id, String name, String nameCn, String unit, String type, String pointClass) {

        /** Only notes, which follow the columns read here, contain commas. */
        static SourcePoint parse(String line) {
            String[] fields = line.split(",", 9);
            return new SourcePoint(
                    fields[0], fields[1], fields[2], fields[3], fields[4].replace("?", ""), fields[5], fields[6]);
        }

        boolean derived() {
            return id.equals(DERIVED);
        }

        String code() {
            return derived() ? "10000001" : id;
        }

        ValueKind kind() {
            return List.of("datetime", "csv", "string").contains(type) ? ValueKind.TEXT : ValueKind.NUMBER;
        }

        /** The scope without its remark: "BMS/Dyness/Low Voltage (host)". */
        DeviceType deviceType(Catalogue catalogue) {
            return requireNonNull(catalogue.deviceType(scope.replaceFirst(" \\(.*", "")), scope);
        }
    }
}
