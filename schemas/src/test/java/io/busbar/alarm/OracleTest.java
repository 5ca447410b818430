package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.alarm.AlarmOracle.Verdict;
import io.busbar.measure.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random rules in random versions over random frames: the evaluator says what the oracle says, wherever its state is written and read. */
class OracleTest {

    private static final int CASES_PER_SEED = 100;
    private static final int FRAMES = 60;

    static LongStream seeds() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, 30) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void saysWhatTheOracleSays(long seed) {
        Random random = new Random(seed);
        int told = 0;
        for (int i = 0; i < CASES_PER_SEED; i++) {
            List<AlarmRule> versions = rules(random);
            List<Seen> frames = frames(random);

            Rig rig = new Rig(versions);
            frames.forEach(rig::step);

            List<String> expected = AlarmOracle.story(verdicts(versions, frames), Rig.INTERVAL_MILLIS);
            assertThat(story(rig.transitions)).as("case %d: %s", i, versions).isEqualTo(expected);
            told += expected.size();
        }
        assertThat(told).as("raises and clears in the cases of a seed").isGreaterThan(CASES_PER_SEED);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void goesOnTheSameFromAWrittenState(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES_PER_SEED / 4; i++) {
            List<AlarmRule> versions = rules(random);
            List<Seen> frames = frames(random);
            Rig straight = new Rig(versions);
            frames.forEach(straight::step);

            Rig interrupted = new Rig(versions);
            for (Seen frame : frames) {
                interrupted.state = random.nextBoolean() ? interrupted.state.copy() : writtenAndRead(interrupted.state);
                if (random.nextInt(4) == 0) {
                    interrupted.use(versions); // made ready again
                }
                AlarmState before = interrupted.state.copy();
                int told = interrupted.transitions.size();
                interrupted.step(frame);
                if (random.nextInt(4) == 0) {
                    interrupted.state = before;
                    interrupted
                            .transitions
                            .subList(told, interrupted.transitions.size())
                            .clear();
                    interrupted.step(frame);
                }
            }

            assertThat(interrupted.transitions).as("case %d: %s", i, versions).isEqualTo(straight.transitions);
        }
    }

    private static AlarmState writtenAndRead(AlarmState state) {
        ByteBuffer bytes = ByteBuffer.allocate(state.length());
        state.write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        return AlarmState.read(bytes.flip());
    }

    private static List<String> story(List<Transition> transitions) {
        List<String> story = new ArrayList<>();
        for (Transition transition : transitions) {
            if (transition.raises() || transition.clears()) {
                story.add((transition.raises() ? "raise " : "clear ") + transition.atMillis());
            }
        }
        return story;
    }

    // ---- random input
    // -------------------------------------------------------------------------------------------------------------

    private static List<AlarmRule> rules(Random random) {
        List<AlarmRule> versions = new ArrayList<>();
        int count = random.nextInt(3) + 1;
        for (int version = 1; version <= count; version++) {
            String[] subjects = {
                "'point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5",
                "'point':'CELL_VOLTAGE','condition':'low','raise':3.45,'clear':3.5",
                "'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.06",
                "'point':'CURRENT','condition':'high','raise':0.1,'clear':0.05,'unit':'C'",
                "'kind':'rate','point':'SOC','condition':'low','raise':-6,'clear':-2",
                "'kind':'bit','point':14300,'bit':1"
            };
            String fields = subjects[random.nextInt(subjects.length)]
                    + ",'version':" + version
                    + ",'onDelaySeconds':" + random.nextInt(4) * 10
                    + ",'offDelaySeconds':" + random.nextInt(3) * 10
                    + ",'minSamples':" + (random.nextInt(3) + 1)
                    + ",'enabled':" + (random.nextInt(6) > 0)
                    + ",'effectiveFrom':'1970-01-01T00:0" + (version == 1 ? 0 : random.nextInt(10)) + ":00Z'";
            if (random.nextInt(3) == 0) {
                fields += ",'gates':[{'point':'SOC','min':20,'max':60}]";
            }
            if (random.nextInt(3) == 0) {
                fields += ",'release':[{'point':'CURRENT','op':'<','value':-1}]";
            }
            versions.add(RuleText.rule(fields));
        }
        return versions;
    }

    private static List<Seen> frames(Random random) {
        List<Seen> frames = new ArrayList<>();
        double seconds = 0;
        long soc = 40_000;
        int level = 3500;
        for (int i = 0; i < FRAMES; i++) {
            seconds += random.nextInt(12) == 0 ? 20 + random.nextInt(20) : 8 + random.nextInt(5);
            Seen frame = Seen.at(seconds);
            level += random.nextInt(61) - 30 + (3500 - level) / 8;
            soc = Math.max(15_000, Math.min(65_000, soc + random.nextInt(4001) - 2200));
            if (random.nextInt(10) > 0) {
                frame.cells(level, level + random.nextInt(80), random.nextInt(8) == 0 ? 0 : level - random.nextInt(60));
            }
            if (random.nextInt(10) > 0) {
                frame.pack(Role.SOC, soc);
            } else if (random.nextBoolean()) {
                frame.bms(Role.SOC, 90_000);
            }
            if (random.nextInt(10) > 0) {
                frame.pack(Role.CURRENT, random.nextInt(24_000) - 2000);
            }
            if (random.nextInt(10) > 0) {
                frame.pack(Role.TOTAL_CAPACITY, 100_000);
            }
            frame.point(14_300, random.nextInt(4));
            frames.add(frame);
        }
        return frames;
    }

    // ---- what a version makes of a frame, without the engine's arithmetic
    // ---------------------------------------------------------

    private static List<Verdict> verdicts(List<AlarmRule> versions, List<Seen> frames) {
        List<Verdict> verdicts = new ArrayList<>();
        @Nullable Long lastValue = null;
        long lastAt = 0;
        int lastVersion = 0;
        for (Seen frame : frames) {
            AlarmRule rule = null;
            for (AlarmRule version : versions) {
                rule = version.effectiveFromMillis() <= frame.atMillis ? version : rule;
            }
            if (rule == null || !rule.enabled()) {
                verdicts.add(new Verdict(frame.atMillis, false, false, false, false, false, false, 0, 0, 0));
                lastValue = null;
                continue;
            }
            BigDecimal value = value(rule, frame);
            Long soc = frame.pack.containsKey(Role.SOC) ? frame.pack.get(Role.SOC) : frame.bms.get(Role.SOC);
            boolean looks = value != null && (rule.gates().isEmpty() || soc != null);
            boolean held = soc != null && !rule.gates().isEmpty() && (soc < 20_000 || soc > 60_000);
            if (looks && value != null && rule.kind() == RuleKind.RATE) {
                boolean rated = lastValue != null
                        && lastVersion == rule.version()
                        && (frame.atMillis - lastAt) * 2 <= Rig.INTERVAL_MILLIS * 5;
                BigDecimal last = lastValue == null ? value : BigDecimal.valueOf(lastValue, 3);
                lastValue = value.movePointRight(3).longValueExact();
                held |= !rated;
                value = value.subtract(last)
                        .multiply(BigDecimal.valueOf(60_000))
                        .divide(BigDecimal.valueOf(Math.max(1, frame.atMillis - lastAt)), 9, RoundingMode.HALF_UP);
                lastAt = frame.atMillis;
                lastVersion = rule.version();
            } else if (looks && rule.kind() != RuleKind.RATE) {
                lastValue = null;
            }
            Long current = frame.pack.get(Role.CURRENT);
            boolean released = !rule.releases().isEmpty() && current != null && current < -1000;
            verdicts.add(new Verdict(
                    frame.atMillis,
                    true,
                    looks,
                    looks && value != null && bad(rule, value),
                    looks && value != null && good(rule, value),
                    held,
                    released,
                    rule.onDelayMillis(),
                    rule.offDelayMillis(),
                    rule.minSamples()));
        }
        return verdicts;
    }

    private static boolean bad(AlarmRule rule, BigDecimal value) {
        Limit raise = rule.raise();
        if (raise == null) {
            return value.signum() != 0;
        }
        int order = value.compareTo(raise.value());
        return rule.condition() == Condition.HIGH ? order >= 0 : order <= 0;
    }

    private static boolean good(AlarmRule rule, BigDecimal value) {
        Limit clear = rule.clear();
        if (clear == null) {
            return value.signum() == 0;
        }
        int order = value.compareTo(clear.value());
        return rule.condition() == Condition.HIGH ? order < 0 : order > 0;
    }

    /** In the unit of the limits; null when the frame does not tell. */
    private static @Nullable BigDecimal value(AlarmRule rule, Seen frame) {
        List<Integer> cells = new ArrayList<>();
        for (int millivolts : frame.cells) {
            if (millivolts != 0) {
                cells.add(millivolts);
            }
        }
        Long current = frame.pack.get(Role.CURRENT);
        Long soc = frame.pack.get(Role.SOC);
        boolean capacity = frame.pack.containsKey(Role.TOTAL_CAPACITY);
        return switch (String.valueOf(rule.point()) + rule.condition()) {
            case "CELL_VOLTAGEHIGH" -> cells.isEmpty() ? null : BigDecimal.valueOf(Collections.max(cells), 3);
            case "CELL_VOLTAGELOW" -> cells.isEmpty() ? null : BigDecimal.valueOf(Collections.min(cells), 3);
            case "CELL_DIFFERENTIALHIGH" ->
                cells.size() < 3 ? null : BigDecimal.valueOf(Collections.max(cells) - Collections.min(cells), 3);
            case "CURRENTHIGH" -> current == null || !capacity ? null : BigDecimal.valueOf(current, 5);
            case "SOCLOW" -> soc == null ? null : BigDecimal.valueOf(soc, 3);
            case "14300null" -> BigDecimal.valueOf(frame.points.getOrDefault(14_300, 0L) >> 1 & 1);
            default -> throw new IllegalStateException(rule.toString().toLowerCase(Locale.ROOT));
        };
    }
}
