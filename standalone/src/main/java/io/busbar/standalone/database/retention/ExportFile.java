package io.busbar.standalone.database.retention;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;

/**
 * Writes the rows of a query as compressed CSV (RFC 4180, a header line). A file of the final name is complete and on disk: it is written
 * under another name, synced and renamed. Stateless.
 */
final class ExportFile {

    static final String ENDING = ".csv.gz";

    private static final String PARTIAL = ".partial";
    private static final int BUFFER_BYTES = 1 << 16;

    private ExportFile() {}

    /**
     * Writes a new file; one that is there is left alone, and a number is added to the name.
     *
     * @return the file
     * @throws IOException when it cannot be written, or other than {@code rows} rows come out; nothing is left behind
     */
    static Path writeNew(Connection connection, String query, Path folder, String name, long rows)
            throws IOException, SQLException {
        Path partial = writePartial(connection, query, folder, name, rows);
        for (int number = 1; ; number++) {
            Path file = folder.resolve(name + (number == 1 ? "" : "." + number) + ENDING);
            try {
                Files.move(partial, file);
                sync(folder);
                return file;
            } catch (FileAlreadyExistsException e) {
                // of an earlier life of the database, or of a run that was killed before it was recorded
            }
        }
    }

    /** Writes a file in place of the one that is there. */
    static void replace(Connection connection, String query, Path folder, String name, long rows)
            throws IOException, SQLException {
        Path partial = writePartial(connection, query, folder, name, rows);
        Files.move(
                partial,
                folder.resolve(name + ENDING),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
    }

    private static Path writePartial(Connection connection, String query, Path folder, String name, long rows)
            throws IOException, SQLException {
        Files.createDirectories(folder);
        Path partial = folder.resolve(name + ENDING + PARTIAL);
        try {
            long written = copy(connection, query, partial);
            if (written != rows) {
                throw new IOException(written + " rows were written, the table has " + rows);
            }
            return partial;
        } catch (IOException | SQLException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    private static long copy(Connection connection, String query, Path partial) throws IOException, SQLException {
        try (FileChannel channel = FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            OutputStream raw = Channels.newOutputStream(channel);
            try (GZIPOutputStream compressed = new GZIPOutputStream(raw, BUFFER_BYTES)) {
                long rows = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (" + query + ") TO STDOUT (FORMAT csv, HEADER)", compressed);
                compressed.finish();
                channel.force(true);
                return rows;
            }
        }
    }

    /** Makes the new name last. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
