package io.busbar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0), value -> value)).isEqualTo(new Spread(4, 1, 9, 3));
    }

    @Test
    void takesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 6.0), value -> value)).isEqualTo(new Spread(5, 1, 9, 4));
    }

    @Test
    void comparesPairByPair() {
        assertThat(Spread.ofRatios(List.of(9.0, 1.0, 4.0), List.of(3.0, 2.0, 2.0), value -> value))
                .isEqualTo(new Spread(2, 0.5, 3, 3));
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> Spread.of(List.<Double>of(), value -> value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing measured: pairs=0, allowed: from 1");
    }
}
