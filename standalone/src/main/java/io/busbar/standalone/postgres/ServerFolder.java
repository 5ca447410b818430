package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Where things lie in a server's folder. Immutable.
 *
 * <pre>
 * password              of the user busbar, mode 0600
 * port                  of the last start
 * data/                 PostgreSQL's own, mode 0700; data.new while it is being initialised
 * custom.conf           settings of the operator, optional; they win over ours
 * server.log            what the server said since its start; server.previous.log before that
 * </pre>
 *
 * @param path absolute, without symbolic links
 */
record ServerFolder(Path path) {

    private static final int PASSWORD_BYTES = 24;

    Path data() {
        return path.resolve("data");
    }

    Path stagedData() {
        return path.resolve("data.new");
    }

    Path passwordFile() {
        return path.resolve("password");
    }

    Path portFile() {
        return path.resolve("port");
    }

    Path log() {
        return path.resolve("server.log");
    }

    boolean isInitialised() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** The server's password, made up before the first start. */
    String password() throws IOException {
        if (Files.exists(passwordFile())) {
            return Files.readString(passwordFile()).strip();
        }
        if (isInitialised()) {
            throw new IOException(
                    "the password of the database in " + path + " is lost: put " + passwordFile() + " back");
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Path staged = path.resolve("password.new");
        Files.deleteIfExists(staged);
        Files.createFile(staged, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // On disk before the database is: without its password the database would be lost.
        Files.writeString(staged, password + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(staged, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    /** A new empty log; one older log is kept. */
    void rotateLog() throws IOException {
        if (Files.exists(log())) {
            Files.move(log(), path.resolve("server.previous.log"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What the server complained about since its start. */
    String complaint() throws IOException {
        return Files.exists(log()) ? Command.complaint(Files.readString(log())) : "it said nothing";
    }
}
