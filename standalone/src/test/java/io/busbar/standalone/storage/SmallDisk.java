package io.busbar.standalone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own, in memory, that can be filled to the last byte. Only root can mount it: for others a test that needs it is
 * skipped, for root it fails under CI when it cannot be had. Confined to one thread.
 */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        Files.createDirectories(folder);
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "busbar-test", folder.toString());
        if (System.getenv("CI") != null && System.getProperty("user.name").equals("root")) {
            assertThat(refusal).as("root can mount in CI").isEmpty();
        }
        assumeTrue(refusal.isEmpty(), "skipped: a small disk cannot be mounted: " + refusal);
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no byte for anybody else. */
    public void fill() throws IOException {
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            byte[] mebibyte = new byte[1 << 20];
            while (folder.toFile().getUsableSpace() > 0) {
                ballast.write(mebibyte, 0, (int)
                        Math.min(mebibyte.length, folder.toFile().getUsableSpace()));
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device"); // somebody else was faster
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() throws IOException {
        String refusal = run("umount", folder.toString());
        if (!refusal.isEmpty()) {
            throw new IOException(refusal);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** What the program complains about, empty when it succeeds. */
    private static String run(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.onExit().join().exitValue();
        return exitCode == 0 ? "" : words[0] + " ended with " + exitCode + ": " + output.strip();
    }
}
