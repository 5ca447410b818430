package io.busbar.standalone.secrecy;

import io.busbar.measure.Role;
import io.busbar.standalone.secrecy.Dice.Aspect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Alarms of devices with their events, as rows of one world: those whose rule looks at nothing that is hidden are in every world, but for the hidden
 * part of their evidence; the others are there or not. Confined to one thread.
 */
final class AlarmRows {

    /** Shipped rules, by type of device: one looks at a hot point of a BMS, one at all cells of a pack. */
    static final String BMS_RULE = "soc-low-warning";

    static final String PACK_RULE = "cell-high-warning";

    private static final long SOC = 1400;
    private static final long CURRENT = 1000;
    private static final long HIGHEST_CELL = 10_000_002;
    private static final int EVERY = 3;

    private final Names names;
    private final Dice dice;
    private final Rows rows;
    private final Set<Long> hidden;

    /** What the asker sees of a device at a frame. */
    interface Sight {
        boolean sees(int frame, long point);

        boolean seesEvery(int frame, Role role);
    }

    AlarmRows(Names names, Dice dice, Rows rows, Set<Long> hidden) {
        this.names = names;
        this.dice = dice;
        this.rows = rows;
        this.hidden = hidden;
    }

    /** Of the alarm that a device may have at a frame, in every world the same. */
    static UUID id(Names names, int device, int frame) {
        return UUID.nameUUIDFromBytes((names.device(device) + frame).getBytes(StandardCharsets.UTF_8));
    }

    void add(Blueprint.Device device, Sight sight) {
        for (int frame = 0; frame < Blueprint.FRAMES; frame += EVERY) {
            boolean isBms = device.type() == Blueprint.BMS;
            boolean isSeen = isBms ? sight.sees(frame, SOC) : sight.seesEvery(frame, Role.CELL_VOLTAGE);
            SplittableRandom random = dice.draw(isSeen, Aspect.ALARMS, "alarm", device.number(), frame);
            if (random.nextInt(3) > 0) {
                add(
                        device,
                        frame,
                        random,
                        isBms ? bmsEvidence(device, frame, sight, random) : packEvidence(device, frame, sight, random));
            }
        }
    }

    private String bmsEvidence(Blueprint.Device device, int frame, Sight sight, SplittableRandom random) {
        long soc = random.nextInt(19_000);
        return "{\"value\":%d,\"scale\":3,\"unit\":\"%%\",\"socMillipercent\":%d,\"currentMilliamps\":%d}"
                .formatted(soc, soc, number(sight.sees(frame, CURRENT), "current", device, frame));
    }

    private String packEvidence(Blueprint.Device device, int frame, Sight sight, SplittableRandom random) {
        return "{\"value\":%d,\"scale\":3,\"unit\":\"V\",\"cell\":2,\"beyond\":[2],\"maxMillivolts\":%d}"
                .formatted(
                        3_550 + random.nextInt(90), number(sight.sees(frame, HIGHEST_CELL), "highest", device, frame));
    }

    private long number(boolean isSeen, String name, Blueprint.Device device, int frame) {
        SplittableRandom random = dice.draw(isSeen, Aspect.ALARMS, name, device.number(), frame);
        long number = 700_000_000 + random.nextLong(90_000_000);
        if (!isSeen) {
            hidden.add(number);
        }
        return number;
    }

    private void add(Blueprint.Device device, int frame, SplittableRandom random, String evidence) {
        UUID id = id(names, device.number(), frame);
        String serialNumber = names.device(device.number());
        String logger = names.logger(device.bindings().stream()
                .filter(binding -> frame >= binding.from() && frame < binding.to())
                .findFirst()
                .orElse(device.bindings().get(0))
                .logger());
        String rule = device.type() == Blueprint.BMS ? BMS_RULE : PACK_RULE;
        String severity = random.nextBoolean() ? "WARNING" : "PROTECTION";
        Instant raisedAt = Names.time(frame);
        boolean isOver = random.nextBoolean();
        rows.add(
                "INSERT INTO alarm (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state, raised_at,"
                        + " cleared_at, evidence, sequence, retroactive, revision, changed_at)"
                        + " SELECT ?, d.id, d.serial_number, ?, ?, 1, 'value', ?, 2, ?, ?::timestamptz, ?::timestamptz, ?::jsonb, 1, false, 1,"
                        + " ?::timestamptz FROM device d WHERE serial_number = ?",
                id,
                logger,
                rule,
                severity,
                isOver ? "CLEARED" : "ACTIVE",
                raisedAt.toString(),
                isOver ? raisedAt.plusSeconds(60).toString() : null,
                evidence,
                raisedAt.toString(),
                serialNumber);
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/busbar/alarms","type":"io.busbar.alarm.raised","subject":"%s","time":"%s",\
                "datacontenttype":"application/json","data":{"occurrence":"%s","sequence":1,"retroactive":false,"processedAt":"%s",\
                "ruleId":"%s","ruleVersion":1,"severity":"%s","cell":2,"raisedAt":"%s","from":"NORMAL","to":"ACTIVE","cause":"VALUE",\
                "evidence":%s}}"""
                        .formatted(id, serialNumber, raisedAt, id, raisedAt, rule, severity, raisedAt, evidence);
        rows.add(
                "INSERT INTO alarm_event (seq, id, alarm_id, revision, type, at, processed_at, retroactive, event)"
                        + " OVERRIDING SYSTEM VALUE VALUES (?, ?, ?, 1, 'raised', ?::timestamptz, ?::timestamptz, false, ?::jsonb)",
                (long) (device.number() + 1) * Blueprint.FRAMES + frame, // what is seen came in the same order
                id,
                id,
                raisedAt.toString(),
                raisedAt.toString(),
                event);
    }
}
