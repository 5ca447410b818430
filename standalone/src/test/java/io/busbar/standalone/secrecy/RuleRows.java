package io.busbar.standalone.secrecy;

import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import io.busbar.standalone.secrecy.Dice.Aspect;
import java.util.SplittableRandom;

/**
 * Alarm rules that organizations have made, as rows of one world: seen by who sees their place and what they look at, and else there or not. Confined
 * to one thread.
 */
final class RuleRows {

    private static final TypedPoint SOC = new TypedPoint(Blueprint.BMS, 1400);
    private static final String RULE =
            "{\"id\":\"%s\",\"name\":\"%s\",\"kind\":\"threshold\",\"deviceTypes\":[1],\"point\":\"SOC\",\"condition\":\"low\","
                    + "\"raise\":%d,\"clear\":60,\"unit\":\"%%\",\"severity\":\"WARNING\",\"scope\":{\"level\":\"%s\",\"id\":\"%s\"},\"enabled\":true,"
                    + "\"version\":1,\"effectiveFrom\":\"2026-01-01T00:00:00Z\"}";

    private final Blueprint blueprint;
    private final Sight sight;
    private final Names names;
    private final Dice dice;
    private final Rows rows;
    private final Words words;

    RuleRows(Blueprint blueprint, Sight sight, Names names, Dice dice, Rows rows, Words words) {
        this.blueprint = blueprint;
        this.sight = sight;
        this.names = names;
        this.dice = dice;
        this.rows = rows;
        this.words = words;
    }

    /** Of a place of an organization. */
    static String id(Names names, String level, int place) {
        return "rule-" + names.id("rule of " + level, place);
    }

    void add() {
        for (int organization = 0; organization < Blueprint.ORGANIZATIONS; organization++) {
            add(organization, true, "organization", organization, names.id("organization", organization));
        }
        blueprint
                .plants()
                .forEach(plant -> add(
                        plant.organization(),
                        sight.sees(plant),
                        "plant",
                        plant.number(),
                        names.id("plant", plant.number())));
        for (Blueprint.Device device : blueprint.devices()) {
            boolean isSeen = !sight.spans(device).isEmpty();
            add(
                    device.number() % Blueprint.ORGANIZATIONS,
                    isSeen,
                    "device",
                    device.number(),
                    names.device(device.number()));
        }
    }

    private void add(int organization, boolean seesPlace, String level, int place, String placeId) {
        boolean isSeen = organization == 0 && seesPlace && sight.own().contains(SOC);
        SplittableRandom random = dice.draw(isSeen, Aspect.ALARMS, "rule", level, place);
        if (random.nextBoolean()) {
            String id = id(names, level, place);
            rows.add(
                    "INSERT INTO alarm_rule (id, version, rule, organization_id, created_at) SELECT ?, 1, ?::jsonb, id, '2026-01-01'"
                            + " FROM organization WHERE public_id = ?",
                    id,
                    RULE.formatted(
                            id,
                            words.of(isSeen, Aspect.ALARMS, "rule", level, place),
                            20 + random.nextInt(30),
                            level,
                            placeId),
                    names.id("organization", organization));
        }
    }
}
