package io.busbar.alarm;

import io.busbar.alarm.RuleScope.Place;
import java.util.ArrayList;
import java.util.List;

/** Steps one pack through the frames of a test, with an upload interval of 10 s unless told otherwise. Confined to one test. */
final class Rig {

    static final long INTERVAL_MILLIS = 10_000;
    static final Place PLACE = new Place("org", "plant", Seen.SERIAL_NUMBER);

    final List<Transition> transitions = new ArrayList<>();
    AlarmState state = new AlarmState();
    long intervalMillis = INTERVAL_MILLIS;

    private final Observation pack = Observation.of(RuleText.CATALOGUE, Seen.PACK);
    private final Observation bms = Observation.of(RuleText.CATALOGUE, Seen.BMS);
    private DeviceRules rules;

    Rig(String... rules) {
        this.rules = rules(rules);
    }

    Rig(List<AlarmRule> rules) {
        this.rules = rules(rules);
    }

    void use(String... other) {
        rules = rules(other);
    }

    void use(List<AlarmRule> other) {
        rules = rules(other);
    }

    Rig step(Seen... frames) {
        for (Seen frame : frames) {
            AlarmEvaluator.step(rules, state, frame.fill(pack, bms), intervalMillis, transitions::add);
        }
        return this;
    }

    /** "30 PENDING>ACTIVE VALUE": seconds, phases, cause. */
    List<String> story() {
        return transitions.stream()
                .map(t -> t.atMillis() / 1000 + " " + t.from() + ">" + t.to() + " " + t.cause())
                .toList();
    }

    private static DeviceRules rules(String... texts) {
        List<AlarmRule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(RuleText.rule(text));
        }
        return rules(rules);
    }

    private static DeviceRules rules(List<AlarmRule> rules) {
        return new RuleBook(RuleText.CATALOGUE, rules).forDevice(Seen.PACK, PLACE);
    }
}
