package io.busbar.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kept inputs of every fuzzer, as they are, cut, and damaged; without a fuzzer. */
class FuzzInputsTest {

    private static final int CUTS = 50;

    @ParameterizedTest
    @EnumSource
    void findNothing(FuzzTarget target) throws IOException {
        List<Path> files = target.files();
        assertThat(files).hasSizeGreaterThan(3);
        for (Path file : files) {
            byte[] input = Files.readAllBytes(file);
            run(target, file, input);
            Random random = new Random(input.length);
            for (int i = 0; i < CUTS && input.length > 0; i++) {
                byte[] cut = Arrays.copyOf(input, random.nextInt(input.length));
                run(target, file, cut);
                byte[] damaged = input.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                run(target, file, damaged);
            }
        }
    }

    private static void run(FuzzTarget target, Path file, byte[] input) {
        try {
            target.run(input);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with " + input.length + " bytes from " + file.getFileName(), e);
        }
    }
}
