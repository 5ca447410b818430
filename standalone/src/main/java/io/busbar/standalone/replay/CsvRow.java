package io.busbar.standalone.replay;

import io.busbar.standalone.client.CommandFailure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A line of a recorded log by column name; the header is the row of names itself. The recorder quotes nothing. Immutable. */
final class CsvRow {

    private final Path file;
    private final int lineNumber;
    private final Map<String, Integer> columns;
    private final List<String> cells;

    private CsvRow(Path file, int lineNumber, Map<String, Integer> columns, List<String> cells) {
        this.file = file;
        this.lineNumber = lineNumber;
        this.columns = columns;
        this.cells = cells;
    }

    static CsvRow header(Path file, int lineNumber, String line) {
        List<String> names = List.of(line.split(",", -1));
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
        return new CsvRow(file, lineNumber, columns, names);
    }

    static CsvRow row(CsvRow header, int lineNumber, String line) {
        List<String> cells = List.of(line.split(",", -1));
        CsvRow row = new CsvRow(header.file, lineNumber, header.columns, cells);
        if (cells.size() != header.cells.size()) {
            throw new CommandFailure(header.file + ":" + lineNumber + ": " + cells.size() + " columns, the header has "
                    + header.cells.size());
        }
        return row;
    }

    List<String> names() {
        return cells;
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    String text(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new CommandFailure(file + " has no column " + column);
        }
        return cells.get(index).trim();
    }

    /** Nothing when the cell is empty. */
    Optional<BigDecimal> decimal(String column) {
        String text = text(column);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw broken(column, "a number");
        }
    }

    CommandFailure broken(String column, String expected) {
        return new CommandFailure(
                file + ":" + lineNumber + ": " + column + " is not " + expected + ": '" + text(column) + "'");
    }
}
