package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseMemoryTest {

    private static final long MEBI = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        "512, 128, 256, 1024",
        "1024, 128, 512, 1024",
        "4096, 512, 2048, 1024",
        "8192, 1024, 4096, 2048",
        "24576, 3072, 12288, 4096",
        "262144, 4096, 131072, 4096"
    })
    void isAnEighthOfTheMachineWithinLimits(long total, long buffers, long cache, long log) {
        DatabaseMemory memory = DatabaseMemory.of(total * MEBI);

        assertThat(memory).isEqualTo(new DatabaseMemory(buffers * MEBI, cache * MEBI, log * MEBI));
        assertThat(memory.settings()).contains("shared_buffers = " + buffers + "MB", "max_wal_size = " + log + "MB");
    }
}
