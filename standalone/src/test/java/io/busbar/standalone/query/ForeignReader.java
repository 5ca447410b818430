package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A program that is not ours and prints what it reads. Those that {@code .ci/readers} makes are in {@code BUSBAR_READERS_ROOT}; a test that needs one
 * is skipped where it is absent, and fails there under CI. Immutable.
 */
record ForeignReader(List<String> command, List<String> after) {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("BUSBAR_READERS_ROOT"), "/var/cache/busbar/readers"));
    private static final long PATIENCE_SECONDS = 60;

    static Path root() {
        return ROOT;
    }

    /** The program of {@code .ci/readers} with this path below its folder. */
    static Path program(String path) {
        Path program = ROOT.resolve(path);
        if (System.getenv("CI") != null) {
            assertThat(program).as(".ci/readers makes it").exists();
        }
        assumeTrue(Files.exists(program), "skipped: " + program + " is not there, .ci/readers " + ROOT + " makes it");
        return program;
    }

    static ForeignReader require(String name) throws IOException {
        if (name.equals("pyarrow")) {
            Path python = program("python/bin/python");
            return new ForeignReader(List.of(python.toString(), script("read-arrow.py")), List.of());
        }
        Path modules = program("node/node_modules/apache-arrow").getParent();
        return new ForeignReader(
                List.of("node", script("read-arrow.cjs")),
                List.of(Objects.requireNonNull(modules.getParent()).toString()));
    }

    /** The lines that the program prints. */
    List<String> read(Path file) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.add(file.toString());
        all.addAll(after);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.lines().toList();
    }

    private static String script(String name) throws IOException {
        Path file = Files.createTempFile("busbar", name);
        file.toFile().deleteOnExit();
        try (InputStream in = ForeignReader.class.getResourceAsStream(name)) {
            Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
        }
        return file.toString();
    }
}
