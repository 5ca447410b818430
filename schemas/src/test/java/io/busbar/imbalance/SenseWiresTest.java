package io.busbar.imbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packs of eight cells around 3.3 V and 3.55 V. */
final class SenseWiresTest {

    private static final int SAMPLES = 100;

    private final Random random = new Random(7);
    private final DeviationFold fold = new DeviationFold(Regimes.LFP);

    @Test
    void namesAPairThatLeansOnOneAnotherInEveryRegion() {
        sample(3_300, 40, -40);
        sample(3_550, 41, -40);

        assertThat(SenseWires.faults(fold.close()))
                .extracting(SenseWireFault::lowerCell)
                .containsExactly(4);
    }

    @Test
    void doesNotNameAPairThatDiffersOnlyWhereTheCurveIsSteep() {
        sample(3_300, 3, 5);
        sample(3_550, 40, -40);

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    @Test
    void doesNotNameAPairThatWasSeenAtTheTopOnly() {
        sample(3_550, 40, -40);

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    @Test
    void namesAPairThatIsFarApartInThePlateauOnly() {
        sample(3_300, -40, 40);

        assertThat(SenseWires.faults(fold.close()))
                .extracting(fault -> fault.concerns(4), fault -> fault.concerns(5), fault -> fault.concerns(6))
                .containsExactly(tuple(true, true, false));
    }

    @Test
    void doesNotNameAPairWhoseSumSwings() {
        for (int swing = -20; swing <= 20; swing += 2) {
            sample(3_300, 40 + swing, -40 + swing);
        }

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    @Test
    void doesNotNameAPairOfUnequalDeviations() {
        sample(3_300, 40, -20);

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    @Test
    void doesNotNameAPairNearTheMedian() {
        sample(3_300, 6, -6);

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    @Test
    void needsMoreThanAFewSamples() {
        for (int i = 0; i < 9; i++) {
            fold.add(pack(3_300, 40, -40), new byte[0], null);
        }

        assertThat(SenseWires.faults(fold.close())).isEmpty();
    }

    private void sample(int level, int fourth, int fifth) {
        for (int i = 0; i < SAMPLES; i++) {
            fold.add(pack(level, fourth, fifth), new byte[0], null);
        }
    }

    private short[] pack(int level, int fourth, int fifth) {
        short[] cells = new short[8];
        for (int i = 0; i < cells.length; i++) {
            int deviation = i == 3 ? fourth : i == 4 ? fifth : 0;
            cells[i] = (short) (level + deviation + random.nextInt(-1, 2));
        }
        return cells;
    }
}
