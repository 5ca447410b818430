package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Role;
import org.junit.jupiter.api.Test;

class RateAndBitTest {

    private static final String RISE = "'kind':'rate','point':'TEMPERATURE','condition':'high','raise':3,'clear':1";

    @Test
    void reckonsTheChangePerMinuteFromTheSampleBefore() {
        Rig rig = new Rig(RISE)
                .step(celsius(0, 2000), celsius(10, 2049), celsius(20, 2099), celsius(30, 2116), celsius(40, 2131));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL VALUE");
        assertThat(rig.transitions.get(0).evidence().value()).isEqualTo(300);
        assertThat(rig.transitions.get(0).evidence().unit()).isEqualTo("degC/min");
        assertThat(rig.transitions.get(1).evidence().value()).isEqualTo(90);
    }

    @Test
    void comparesAFractionExactly() {
        Rig rig =
                new Rig(RISE).step(celsius(0, 2000), celsius(7, 2034.0), celsius(13.999, 2069), celsius(20.999, 2104));

        assertThat(rig.story())
                .as("35 in 7 s is the limit, 34 is not, 35 in 6.999 s is")
                .containsExactly("13 NORMAL>ACTIVE VALUE");
    }

    @Test
    void hasNoRateAcrossAGap() {
        Rig rig = new Rig(RISE).step(celsius(0, 2000), celsius(26, 4000), celsius(36, 4050));

        assertThat(rig.story()).containsExactly("36 NORMAL>ACTIVE VALUE");
    }

    @Test
    void passesOverFramesWithoutTheValue() {
        Rig rig = new Rig(RISE).step(celsius(0, 2000), at(10), celsius(20, 2100));

        assertThat(rig.transitions.get(0).evidence().value()).isEqualTo(300);
    }

    @Test
    void seesAFallWhenTheConditionIsLow() {
        Rig rig = new Rig("'kind':'rate','point':'SOC','condition':'low','raise':-6,'clear':-3")
                .step(soc(0, 50_000), soc(10, 49_001), soc(20, 48_001), soc(30, 47_501), soc(40, 47_002));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL VALUE");
    }

    @Test
    void looksAtOneBit() {
        Rig rig = new Rig("'kind':'bit','point':14300,'bit':3").step(error(10, 0xF7), error(20, 0x08), error(30, 0xF7));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "30 ACTIVE>NORMAL VALUE");
    }

    @Test
    void takesEveryValueButZeroWhenNoBitIsNamed() {
        Rig rig = new Rig("'kind':'bit','point':14300").step(error(10, 0), error(20, 2), error(30, 0));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "30 ACTIVE>NORMAL VALUE");
        assertThat(rig.transitions.get(0).evidence().value()).isEqualTo(1);
    }

    private static Seen celsius(double seconds, double centiCelsius) {
        return at(seconds).temperatures((int) centiCelsius, 1000);
    }

    private static Seen soc(double seconds, long milliPercent) {
        return at(seconds).pack(Role.SOC, milliPercent);
    }

    private static Seen error(double seconds, long value) {
        return at(seconds).point(14_300, value);
    }
}
