package io.busbar.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The two tables the catalogue is made from, as text. Reading goes on after a bad line, so that all problems are told at once, each with
 * file and line. docs/point-catalogue.md describes the columns. Immutable.
 */
record CatalogueTables(String deviceTypes, String measuringPoints) {

    static final String DEVICE_TYPES = "device-types.csv";
    static final String MEASURING_POINTS = "measuring-points.csv";

    private static final List<String> TYPE_COLUMNS =
            List.of("code", "category", "brand", "variant", "packType", "sharesPointsOf", "listedPoints");
    private static final List<String> POINT_COLUMNS = List.of(
            "deviceTypeCode",
            "id",
            "code",
            "name",
            "nameCn",
            "unit",
            "scale",
            "kind",
            "plausibleMin",
            "plausibleMax",
            "role",
            "index",
            "alarm",
            "inputs");

    static CatalogueTables ofThisBuild() {
        return new CatalogueTables(resource(DEVICE_TYPES), resource(MEASURING_POINTS));
    }

    /** Throws IllegalStateException listing every problem. */
    Catalogue catalogue() {
        List<String> problems = new ArrayList<>();
        CatalogueDraft draft = new CatalogueDraft();
        List<TableRow> points = rows(MEASURING_POINTS, measuringPoints, POINT_COLUMNS, problems);

        each(rows(DEVICE_TYPES, deviceTypes, TYPE_COLUMNS, problems), draft::addType, problems);
        // A derived point may name any received one, so all of these come first.
        each(points.stream().filter(row -> row.text("inputs").isEmpty()).toList(), draft::addReceived, problems);
        each(points.stream().filter(row -> !row.text("inputs").isEmpty()).toList(), draft::addDerived, problems);
        List<TypePoints> types = draft.complete(problems);

        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "measuring point catalogue: problems=" + problems.size() + "\n  " + String.join("\n  ", problems));
        }
        return new Catalogue(types);
    }

    private static void each(List<TableRow> rows, Consumer<TableRow> use, List<String> problems) {
        for (TableRow row : rows) {
            try {
                use.accept(row);
            } catch (IllegalArgumentException e) {
                problems.add(row.where() + ": " + e.getMessage());
            }
        }
    }

    private static List<TableRow> rows(String table, String text, List<String> columns, List<String> problems) {
        List<String> lines = text.lines().toList();
        String header = String.join(",", columns);
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            problems.add(table + ":1: the header is not " + header);
            return List.of();
        }
        List<TableRow> rows = new ArrayList<>();
        IntStream.range(1, lines.size()).forEach(line -> {
            String where = table + ':' + (line + 1);
            try {
                rows.add(new TableRow(where, columns, List.of(lines.get(line).split(",", -1))));
            } catch (IllegalArgumentException e) {
                problems.add(where + ": " + e.getMessage());
            }
        });
        return rows;
    }

    private static String resource(String name) {
        try (InputStream in = CatalogueTables.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
