package io.busbar.ingest.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The number that tells this journal's indexes from those of any other door: random, not 0, made with the journal. Stateless. */
final class DoorId {

    private static final String FILE_NAME = "door-id";

    private DoorId() {}

    static int of(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (Files.exists(file)) {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            try {
                return Integer.parseUnsignedInt(text);
            } catch (NumberFormatException e) {
                throw new IOException("door id in " + file + " is '" + text + "', expected 1 to 4294967295", e);
            }
        }
        SecureRandom random = new SecureRandom();
        int id = 0;
        while (id == 0) {
            id = random.nextInt();
        }
        DurableFile.replace(file, Integer.toUnsignedString(id).getBytes(StandardCharsets.US_ASCII));
        return id;
    }
}
