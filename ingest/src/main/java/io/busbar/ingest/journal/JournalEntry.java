package io.busbar.ingest.journal;

import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How a record lies in a Chronicle document: its CRC-32C, then the record. A power cut may leave a document whose length reached the
 * disk and whose content did not; it was never acknowledged, and the checksum tells it. Stateless.
 *
 * <pre>
 *  0               4
 *  +---------------+--------------+
 *  | CRC-32C  u32  | record       |
 *  +---------------+--------------+
 * </pre>
 */
final class JournalEntry {

    private static final int CHECKSUM_BYTES = 4;

    private JournalEntry() {}

    static void write(Bytes<?> document, byte[] record) {
        document.writeInt(checksum(record));
        document.write(record);
    }

    /** Null when the entry is damaged. */
    static byte @Nullable [] read(Bytes<?> document) {
        if (document.readRemaining() < CHECKSUM_BYTES) {
            return null;
        }
        int expected = document.readInt();
        byte[] record = new byte[Math.toIntExact(document.readRemaining())];
        document.read(record);
        return checksum(record) == expected ? record : null;
    }

    private static int checksum(byte[] record) {
        CRC32C checksum = new CRC32C();
        checksum.update(record, 0, record.length);
        return (int) checksum.getValue();
    }
}
