package io.busbar.ingest.relay;

import io.busbar.ingest.journal.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far the journal is in Kafka: the index of the last entry of which Kafka acknowledged itself and everything before it, and since when
 * entries behind it were sent, in UTC milliseconds. Kept in a file beside the journal, {@code INDEX SENT_SINCE}, the index in hexadecimal;
 * 0 before the first. Confined to the relay thread.
 */
final class RelayCursor {

    private static final String FILE_NAME = "relay-cursor";
    private static final int HEX = 16;

    private final Path file;
    private long index;
    private long sentSinceMillis;

    private RelayCursor(Path file, long index, long sentSinceMillis) {
        this.file = file;
        this.index = index;
        this.sentSinceMillis = sentSinceMillis;
    }

    static RelayCursor open(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return new RelayCursor(file, 0, 0);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        String[] parts = text.split(" ", 2);
        try {
            return new RelayCursor(
                    file, Long.parseUnsignedLong(parts[0], HEX), parts.length == 1 ? 0 : Long.parseLong(parts[1]));
        } catch (NumberFormatException e) {
            throw new IOException(
                    "relay cursor in " + file + " is '" + text
                            + "', expected a hexadecimal index and a time in milliseconds",
                    e);
        }
    }

    long index() {
        return index;
    }

    /** When the first entry behind the cursor was sent, at the earliest; 0 when it is not known. */
    long sentSinceMillis() {
        return sentSinceMillis;
    }

    void move(long to, long nextSentSinceMillis) throws IOException {
        String text = Long.toHexString(to) + " " + nextSentSinceMillis;
        DurableFile.replace(file, text.getBytes(StandardCharsets.US_ASCII));
        index = to;
        sentSinceMillis = nextSentSinceMillis;
    }
}
