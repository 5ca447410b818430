package io.busbar.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.standalone.database.StorageStatus;
import io.busbar.standalone.database.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a status for people and for programs. Stateless. */
final class StorageReport {

    private static final List<String> HEADINGS = List.of(
            "table",
            "chunks",
            "compressed",
            "interval",
            "size",
            "rows",
            "values",
            "bytes/value",
            "oldest",
            "newest",
            "kept");

    private StorageReport() {}

    /** Columns of text; ends with a line break. */
    static String text(StorageStatus status) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        status.tables().forEach(table -> lines.add(line(table)));
        StringBuilder text = new StringBuilder()
                .append("profile   ")
                .append(status.profile().label())
                .append(status.extensionVersion() == null ? "" : " " + status.extensionVersion())
                .append(" on PostgreSQL ")
                .append(status.serverVersion())
                .append(", since ")
                .append(minute(status.since()))
                .append("\ndatabase  ")
                .append(size(status.databaseBytes()))
                .append(" with everything\n\n");
        for (List<String> line : lines) {
            text.append(padded(line, lines)).append('\n');
        }
        return text.append(
                        "\nvalues: cells and temperatures with a reading, and columns that are not null, without keys;"
                                + " ~ is an estimate of the server\n")
                .toString();
    }

    /** One object; sizes in bytes, durations in seconds, instants in ISO 8601; what is absent is null. */
    static String json(StorageStatus status) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode object = mapper.createObjectNode();
        object.put("profile", status.profile().name());
        object.put("serverVersion", status.serverVersion());
        object.put("extensionVersion", status.extensionVersion());
        object.put("since", status.since().toString());
        object.put("databaseBytes", status.databaseBytes());
        var tables = object.putArray("tables");
        for (TableStatus table : status.tables()) {
            ObjectNode node = tables.addObject();
            node.put("table", table.name());
            node.put("chunks", table.chunks());
            node.put("compressedChunks", table.compressedChunks());
            node.put("chunkIntervalSeconds", seconds(table.chunkInterval()));
            node.put("bytes", table.bytes());
            node.put("rows", table.rows());
            node.put("values", table.values());
            node.put("exact", table.exact());
            node.put("bytesPerValue", table.values() == 0 ? null : table.bytesPerValue());
            node.put("oldest", table.oldest() == null ? null : table.oldest().toString());
            node.put("newest", table.newest() == null ? null : table.newest().toString());
            node.put("keepSeconds", seconds(table.keep()));
            node.put("horizon", table.horizon() == null ? null : table.horizon().toString());
            node.put("exportFolder", table.exportFolder());
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    }

    private static List<String> line(TableStatus table) {
        String about = table.exact() ? "" : "~";
        String kept = table.keep() == null ? "for ever" : length(table.keep());
        return List.of(
                table.name(),
                table.chunks() == null ? "-" : table.chunks().toString(),
                table.chunks() == null ? "-" : Integer.toString(table.compressedChunks()),
                table.chunkInterval() == null ? "-" : length(table.chunkInterval()),
                size(table.bytes()),
                about + grouped(table.rows()),
                about + grouped(table.values()),
                table.values() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", table.bytesPerValue()),
                minute(table.oldest()),
                minute(table.newest()),
                table.exportFolder() == null ? kept : kept + ", then to " + table.exportFolder());
    }

    /** The first column to the left, the last as it is, the others to the right. */
    private static String padded(List<String> line, List<List<String>> all) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < line.size(); column++) {
            int at = column;
            int width =
                    all.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
            String cell = line.get(column);
            String space = " ".repeat(width - cell.length());
            if (column == 0) {
                text.append(cell).append(space);
            } else {
                text.append("  ").append(column == line.size() - 1 ? cell : space + cell);
            }
        }
        return text.toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String size(long bytes) {
        if (bytes < 1 << 20) {
            return bytes / 1024 + " kB";
        }
        double megabytes = bytes / (double) (1 << 20);
        return megabytes < 1024
                ? String.format(Locale.ROOT, "%.1f MB", megabytes)
                : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024);
    }

    private static String length(Duration duration) {
        return duration.toHours() % 24 == 0 ? duration.toDays() + " d" : duration.toHours() + " h";
    }

    private static String minute(@Nullable Instant instant) {
        return instant == null
                ? "-"
                : instant.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z");
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
