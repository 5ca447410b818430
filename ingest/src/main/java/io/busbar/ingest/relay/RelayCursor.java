package io.busbar.ingest.relay;

import io.busbar.ingest.journal.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far the journal is in Kafka: the index of the last entry of which Kafka acknowledged itself and everything before it. Kept in a
 * file beside the journal; 0 before the first. Confined to the relay thread.
 */
final class RelayCursor {

    private static final String FILE_NAME = "relay-cursor";
    private static final int HEX = 16;

    private final Path file;
    private long index;

    private RelayCursor(Path file, long index) {
        this.file = file;
        this.index = index;
    }

    static RelayCursor open(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return new RelayCursor(file, 0);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return new RelayCursor(file, Long.parseUnsignedLong(text, HEX));
        } catch (NumberFormatException e) {
            throw new IOException("relay cursor in " + file + " is '" + text + "', expected a hexadecimal index", e);
        }
    }

    long index() {
        return index;
    }

    void move(long to) throws IOException {
        DurableFile.replace(file, Long.toHexString(to).getBytes(StandardCharsets.US_ASCII));
        index = to;
    }
}
