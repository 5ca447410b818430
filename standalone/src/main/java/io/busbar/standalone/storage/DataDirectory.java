package io.busbar.standalone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A private folder that one process at a time may use, from {@link #open} to {@link #close}. The lock is the operating system's, so it
 * ends with the process however that ends. Safe for concurrent use.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK_FILE = "busbar.lock";

    /**
     * Folders that this process holds. Asked before the lock file is touched: closing any channel on that file would drop the lock
     * that another part of this process has on it (POSIX.1-2017, fcntl).
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the folder when it is absent and takes its lock.
     *
     * @throws IOException with one line for the user, when the folder cannot be used or another process uses it
     */
    public static DataDirectory open(Path directory) throws IOException {
        Path path = create(directory);
        if (!HELD.add(path)) {
            throw inUse(path, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new DataDirectory(path, lock(path));
        } catch (FileSystemException e) {
            HELD.remove(path);
            throw new IOException("data directory " + path + " cannot be written: " + reason(e), e);
        } catch (IOException | RuntimeException e) {
            HELD.remove(path);
            throw e;
        }
    }

    /** Absolute, without symbolic links. */
    public Path path() {
        return path;
    }

    /** Gives the lock back; the folder stays. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD.remove(path);
        }
    }

    private static Path create(Path directory) throws IOException {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                letRootsGroupPass(directory);
            }
            return directory.toRealPath();
        } catch (FileSystemException e) {
            throw new IOException("data directory " + directory + " cannot be created: " + reason(e), e);
        }
    }

    /** A PostgreSQL server that root starts as nobody keeps root's group, to reach its own folder below this one. */
    private static void letRootsGroupPass(Path directory) throws IOException {
        if (Files.getAttribute(directory, "unix:uid").equals(0)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x---"));
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve(LOCK_FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(path, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path path, String pid) {
        return new IOException("data directory " + path + " is in use by process " + (pid.isEmpty() ? "unknown" : pid)
                + ": stop that one, or choose another directory");
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getFile() + " is a file";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() + " " + e.getFile() : e.getReason();
    }
}
