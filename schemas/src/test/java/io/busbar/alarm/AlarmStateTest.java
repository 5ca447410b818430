package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.busbar.measure.Role;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class AlarmStateTest {

    private static final int REST_BYTES = 11;
    private static final int OPEN_BYTES = REST_BYTES + 2 + "rule".length() + 48;

    @Test
    void takesElevenBytesWhenEverythingIsNormal() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3300), at(20).cells(3600), at(30).cells(3300));

        assertThat(rig.state.length()).isEqualTo(REST_BYTES);
        assertThat(AlarmState.read(bytes(rig.state)).lastObservedAtMillis()).isEqualTo(30_000);
    }

    @Test
    void keepsAnOpenAlarm() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3600));

        assertThat(rig.state.length()).isEqualTo(OPEN_BYTES);
        rig.state = AlarmState.read(bytes(rig.state));
        assertThat(rig.state.phase("rule")).isEqualTo(AlarmPhase.ACTIVE);
        assertThat(rig.state.openAlarms()).isEqualTo(1);
        rig.step(at(20).cells(3300));
        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>NORMAL VALUE");
        assertThat(rig.transitions.get(1).sequence()).isEqualTo(2);
    }

    @Test
    void keepsTheAlarmOfARuleThatIsGoneUntilTheNextFrame() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3600));
        rig.use();
        rig.state = AlarmState.read(bytes(rig.state));

        rig.step(at(20));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>NORMAL RULE");
        assertThat(rig.state.length()).isEqualTo(REST_BYTES);
    }

    @Test
    void isNotTouchedThroughACopy() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3600));
        AlarmState kept = rig.state.copy();
        rig.step(at(20).cells(3300));

        assertThat(kept.openAlarms()).isEqualTo(1);
        assertThat(kept.lastObservedAtMillis()).isEqualTo(10_000);
        assertThat(rig.state.openAlarms()).isZero();
    }

    @Test
    void refusesDamagedBytes() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3600));
        byte[] bytes = bytes(rig.state).array();

        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length).slice();
            assertThatThrownBy(() -> AlarmState.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        bytes[0] = 2;
        assertThatThrownBy(() -> AlarmState.read(ByteBuffer.wrap(bytes)))
                .hasMessage("damaged alarm state: at=1: java.lang.IllegalArgumentException: layout=2, expected 1");
        bytes[0] = 1;
        bytes[REST_BYTES + 1 + "rule".length()] = 9;
        assertThatThrownBy(() -> AlarmState.read(ByteBuffer.wrap(bytes)))
                .hasMessageContaining("phase=9, allowed: 0 to 3");
    }

    @Test
    void liesInBytesAsItAlwaysDid() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(at(10).cells(3300, 3600));

        ByteBuffer bytes = bytes(rig.state).order(ByteOrder.BIG_ENDIAN);
        assertThat(bytes.get()).isEqualTo((byte) 1);
        assertThat(bytes.getLong()).isEqualTo(10_000);
        assertThat(bytes.getShort()).isEqualTo((short) 1);
        assertThat(bytes.get()).isEqualTo((byte) 4);
        byte[] id = new byte[4];
        bytes.get(id);
        assertThat(id).asString().isEqualTo("rule");
        assertThat(bytes.get()).as("active").isEqualTo((byte) 2);
        assertThat(bytes.getLong()).as("since").isEqualTo(10_000);
        assertThat(bytes.getLong()).as("looked").isEqualTo(10_000);
        assertThat(bytes.getLong()).as("raised").isEqualTo(10_000);
        assertThat(bytes.getLong()).as("last value").isZero();
        assertThat(bytes.getLong()).as("transitions").isEqualTo(1);
        assertThat(bytes.getLong()).as("version 1, WARNING, cell 2").isEqualTo(1L << 32 | 1L << 16 | 2);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void allocatesNothingWhileNoAlarmChanges() {
        AlarmRule rate =
                RuleText.rule("'id':'rate','kind':'rate','point':'SOC','condition':'low','raise':-6,'clear':-2");
        AlarmRule pending = RuleText.rule("'id':'wait'," + RuleText.CELL_HIGH + ",'onDelaySeconds':2592000,"
                + "'gates':[{'point':'CURRENT','fold':'abs','max':0.5,'unit':'C'}]");
        AlarmRule open = RuleText.rule("'id':'open'," + RuleText.CELL_HIGH);
        DeviceRules rules = new RuleBook(RuleText.CATALOGUE, java.util.List.of(rate, pending, open))
                .forDevice(Seen.PACK, Rig.PLACE);
        Observation seen = Observation.of(RuleText.CATALOGUE, Seen.PACK);
        AlarmState state = new AlarmState();
        short[] cells = {3300, 3600, 3310};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();

        long allocated = 0;
        for (int i = 1; i <= 2000; i++) {
            long before = i == 1000 ? threads.getThreadAllocatedBytes(thread) : 0;
            seen.begin("P", i * 10_000L, 0, null).cells(cells, null, 3);
            seen.value(Role.CURRENT, 100).value(Role.TOTAL_CAPACITY, 280_000).value(Role.SOC, 50_000 + i % 3);
            AlarmEvaluator.step(rules, state, seen, 10_000, transition -> {});
            allocated -= before;
        }
        allocated += threads.getThreadAllocatedBytes(thread);

        assertThat(state.phase("wait")).isEqualTo(AlarmPhase.PENDING);
        assertThat(state.phase("open")).isEqualTo(AlarmPhase.ACTIVE);
        assertThat(allocated).as("bytes in a thousand steps").isLessThan(1000);
    }

    private static ByteBuffer bytes(AlarmState state) {
        ByteBuffer bytes = ByteBuffer.allocate(state.length());
        state.write(bytes);
        return bytes.flip();
    }
}
