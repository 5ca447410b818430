package io.busbar.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QualityTest {

    @Test
    void namesTheSetBitsInBitOrder() {
        assertThat(Quality.names(Quality.GOOD)).isEmpty();
        assertThat(Quality.names(Quality.SKEWED | Quality.ESTIMATED)).containsExactly("estimated", "skewed");
        assertThat(Quality.names(Quality.ALL)).containsExactly("estimated", "implausible", "rounded", "skewed");
    }

    @Test
    void leavesReservedBitsOut() {
        assertThat(Quality.names(0xF0)).isEmpty();
        assertThat(Quality.names(0xF0 | Quality.ROUNDED)).containsExactly("rounded");
    }
}
