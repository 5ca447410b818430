package io.busbar.standalone.client;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A small file of names and values, secrets among them, that only its owner can read. Not for two writers at once. */
public final class PrivateProperties {

    private final Path file;

    public PrivateProperties(Path file) {
        this.file = file;
    }

    public Optional<Properties> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return Optional.of(properties);
    }

    public void write(Properties properties) throws IOException {
        Files.deleteIfExists(file);
        try (var channel = Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            properties.store(out, null);
        }
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
