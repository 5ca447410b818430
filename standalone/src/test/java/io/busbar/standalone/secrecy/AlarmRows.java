package io.busbar.standalone.secrecy;

import io.busbar.alarm.AlarmEvent.Detail;
import io.busbar.alarm.Suppression;
import io.busbar.alarm.Suppression.Why;
import io.busbar.measure.Role;
import io.busbar.standalone.secrecy.Blueprint.Binding;
import io.busbar.standalone.secrecy.Blueprint.Logger;
import io.busbar.standalone.secrecy.Blueprint.Stay;
import io.busbar.standalone.secrecy.Dice.Aspect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Alarms of devices and loggers with their events, as rows of one world: those whose rule looks at nothing that is hidden are in every world, but for
 * the hidden part of their evidence, and for what alarms that are hidden did to them; the others are there or not. Confined to one thread.
 */
final class AlarmRows {

    /** Shipped rules, by type of device: one looks at a hot point of a BMS, one at all cells of a pack. */
    static final String BMS_RULE = "soc-low-warning";

    static final String PACK_RULE = "cell-high-warning";

    /** Of a logger; what it looks at is no measuring point. */
    static final String SILENCE_RULE = "silence-warning";

    /** Its second version looks at the current too. */
    static final String ADD_SECOND_VERSION = "INSERT INTO job_alarm_rule (id, version, rule) SELECT id, 2,"
            + " jsonb_set(jsonb_set(rule, '{version}', '2'), '{gates}', '[{\"point\":\"CURRENT\",\"fold\":\"abs\",\"max\":9000,\"unit\":\"A\"}]')"
            + " FROM job_alarm_rule WHERE version = 1 AND id = '" + BMS_RULE + "'";

    /** At each so many frames a device may have an alarm. */
    static final int EVERY = 3;

    private static final long SOC = 1400;
    private static final long CURRENT = 1000;
    private static final long HIGHEST_CELL = 10_000_002;
    private static final int EVENTS = 10;

    private final Blueprint blueprint;
    private final Sight sight;
    private final Names names;
    private final Dice dice;
    private final Rows rows;
    private final Words words;
    private final List<SeenDevice> devices;

    /** @param devices by number */
    AlarmRows(
            Blueprint blueprint,
            Sight sight,
            Names names,
            Dice dice,
            Rows rows,
            Words words,
            List<SeenDevice> devices) {
        this.blueprint = blueprint;
        this.sight = sight;
        this.names = names;
        this.dice = dice;
        this.rows = rows;
        this.words = words;
        this.devices = devices;
    }

    /** Of the alarm that a device may have at a frame, in every world the same. */
    static UUID id(Names names, int device, int frame) {
        return named(names.device(device) + frame);
    }

    /** Of the alarm that a logger may have at a frame. */
    static UUID ofLogger(Names names, int logger, int frame) {
        return named(names.logger(logger) + frame);
    }

    /** The id of the event that an alarm begins with. */
    static UUID raise(UUID alarm) {
        return named(alarm + "raised");
    }

    void add() {
        for (int frame = 0; frame < Blueprint.FRAMES; frame += EVERY) {
            for (SeenDevice device : devices) {
                if (isThere(device, frame)) {
                    add(device, frame);
                }
            }
            for (Logger logger : blueprint.loggers()) {
                addSilence(logger, frame);
            }
        }
    }

    private static boolean sees(SeenDevice device, int frame) {
        return device.isBms() ? device.sees(frame, SOC) : device.seesEvery(frame, Role.CELL_VOLTAGE);
    }

    private boolean isThere(SeenDevice device, int frame) {
        return draw(device, frame, "alarm").nextInt(3) > 0;
    }

    /** As it is of the alarm itself. */
    private SplittableRandom draw(SeenDevice device, int frame, String name) {
        return dice.draw(sees(device, frame), Aspect.ALARMS, name, device.number(), frame);
    }

    private void add(SeenDevice device, int frame) {
        SplittableRandom random = draw(device, frame, "fields");
        Alarm alarm = new Alarm(
                id(names, device.number(), frame),
                device.number(),
                names.device(device.number()),
                names.logger(binding(device, frame).logger()),
                device.isBms() ? BMS_RULE : PACK_RULE,
                random.nextBoolean() ? "WARNING" : "PROTECTION",
                frame,
                random.nextBoolean(),
                device.isBms() ? bmsEvidence(device, frame, random) : packEvidence(device, frame, random));
        alarm.event(
                "raised",
                1,
                "\"from\":\"NORMAL\",\"to\":\"ACTIVE\",\"cause\":\"VALUE\",\"evidence\":" + alarm.evidence);
        suppress(alarm, device, frame);
        tellDeeds(alarm, device, frame);
        if (device.isBms()) {
            boolean isSeen = device.sees(frame, SOC) && device.sees(frame, CURRENT);
            if (dice.draw(isSeen, Aspect.ALARMS, "second version", device.number(), frame)
                            .nextInt(3)
                    == 0) {
                alarm.event("amended", 2, "\"withdrawn\":false");
            }
        }
        alarm.endSuppression();
        if (alarm.isOver) {
            alarm.event("cleared", 1, "\"from\":\"ACTIVE\",\"to\":\"NORMAL\",\"cause\":\"VALUE\"");
        }
        alarm.add();
    }

    /**
     * The alarm of the BMS may stand for that of a pack; here also that of its first pack for that of a BMS, which more people see without the other. The
     * silence of the logger, which is seen by who sees the device, may stand for it after that.
     */
    private void suppress(Alarm alarm, SeenDevice device, int frame) {
        Integer parent = device.device().parent();
        SeenDevice other = devices.get(parent == null ? device.number() + 1 : parent);
        if (isThere(other, frame)) {
            boolean isSeen = sees(device, frame) && sees(other, frame);
            SplittableRandom random = dice.draw(isSeen, Aspect.ALARMS, "suppressed", device.number(), frame);
            if (random.nextInt(3) > 0) {
                alarm.suppress(Why.PARENT, id(names, other.number(), frame), random.nextBoolean());
            }
        }
        int logger = binding(device, frame).logger();
        SplittableRandom random = draw(device, frame, "silenced");
        if (isSilent(logger, frame) && random.nextInt(4) > 0) {
            alarm.suppress(Why.OFFLINE, ofLogger(names, logger, frame), random.nextBoolean());
        }
    }

    /** Who did something is for members of the organization. */
    private void tellDeeds(Alarm alarm, SeenDevice device, int frame) {
        SplittableRandom random = draw(device, frame, "deeds");
        boolean seesPeople = sees(device, frame) && device.atAsMember(frame);
        if (random.nextInt(3) == 0) {
            alarm.acknowledgedBy = words.of(seesPeople, Aspect.MEMBERS, "acknowledged by", device.number(), frame);
            alarm.event("acknowledged", 1, "\"who\":\"%s\",\"note\":\"seen\"".formatted(alarm.acknowledgedBy));
        }
        if (!alarm.isOver && random.nextInt(3) == 0) {
            alarm.shelvedBy = words.of(seesPeople, Aspect.MEMBERS, "shelved by", device.number(), frame);
            alarm.event(
                    "shelved",
                    1,
                    "\"who\":\"%s\",\"until\":\"2026-06-02T00:00:00Z\",\"why\":\"w\"".formatted(alarm.shelvedBy));
        }
    }

    private static Binding binding(SeenDevice device, int frame) {
        List<Binding> bindings = device.device().bindings();
        return bindings.stream()
                .filter(binding -> frame >= binding.from() && frame < binding.to())
                .findFirst()
                .orElse(bindings.get(0));
    }

    private boolean isSilent(int logger, int frame) {
        return drawSilence(logger, frame, "silence").nextInt(4) == 0;
    }

    private SplittableRandom drawSilence(int logger, int frame, String name) {
        Optional<Stay> stay = blueprint.loggers().get(logger).stays().stream()
                .filter(each -> frame >= each.from() && frame < each.to())
                .findFirst();
        boolean isSeen = stay.isPresent()
                && sight.sees(stay.get().organization(), stay.get().plant());
        return dice.draw(isSeen, Aspect.ALARMS, name, logger, frame);
    }

    private void addSilence(Logger logger, int frame) {
        if (isSilent(logger.number(), frame)) {
            Alarm alarm = new Alarm(
                    ofLogger(names, logger.number(), frame),
                    blueprint.devices().size() + logger.number(),
                    names.logger(logger.number()),
                    names.logger(logger.number()),
                    SILENCE_RULE,
                    "WARNING",
                    frame,
                    drawSilence(logger.number(), frame, "silence over").nextBoolean(),
                    "{}");
            alarm.event("raised", 1, "\"from\":\"NORMAL\",\"to\":\"ACTIVE\",\"cause\":\"SILENCE\",\"evidence\":{}");
            alarm.add();
        }
    }

    private static String bmsEvidence(SeenDevice device, int frame, SplittableRandom random) {
        long soc = random.nextInt(19_000);
        return "{\"value\":%d,\"scale\":3,\"unit\":\"%%\",\"socMillipercent\":%d,\"currentMilliamps\":%d}"
                .formatted(soc, soc, number(device, frame, CURRENT));
    }

    private static String packEvidence(SeenDevice device, int frame, SplittableRandom random) {
        return "{\"value\":%d,\"scale\":3,\"unit\":\"V\",\"cell\":2,\"beyond\":[2],\"maxMillivolts\":%d}"
                .formatted(3_550 + random.nextInt(90), number(device, frame, HIGHEST_CELL));
    }

    private static long number(SeenDevice device, int frame, long point) {
        return device.number(device.sees(frame, point), frame, 1, 1_000_000, "evidence", point);
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** An alarm in the making. */
    private final class Alarm {
        private final UUID id;
        private final long order;
        private final String subject;
        private final String logger;
        private final String rule;
        private final String severity;
        private final Instant raisedAt;
        private final boolean isOver;
        private final String evidence;
        private int events;
        private boolean isSuppressed;
        private final List<Detail> suppressions = new ArrayList<>();
        private @Nullable UUID suppressedBy;
        private @Nullable Why suppressedWhy;
        private @Nullable String acknowledgedBy;
        private @Nullable String shelvedBy;

        Alarm(
                UUID id,
                int number,
                String subject,
                String logger,
                String rule,
                String severity,
                int frame,
                boolean isOver,
                String evidence) {
            this.id = id;
            this.order =
                    ((long) (number + 1) * Blueprint.FRAMES + frame) * EVENTS; // what is seen came in the same order
            this.subject = subject;
            this.logger = logger;
            this.rule = rule;
            this.severity = severity;
            this.raisedAt = Names.time(frame);
            this.isOver = isOver;
            this.evidence = evidence;
        }

        /** Another alarm stands for it from now on; {@code isLasting} when it still does. */
        void suppress(Why why, UUID by, boolean isLasting) {
            suppressedBy = by;
            suppressedWhy = why;
            isSuppressed = isLasting;
            tell("suppressed", new Suppression(why, by), "\"why\":\"" + why + "\",\"by\":\"" + by + "\"");
        }

        /** Unless it lasts. */
        void endSuppression() {
            UUID by = suppressedBy;
            if (by != null && !isSuppressed) {
                tell("unsuppressed", new Suppression.End(by), "\"by\":\"" + by + "\"");
            }
        }

        private void tell(String type, Detail suppression, String detail) {
            int sequence = Suppression.sequence(suppression, suppressions);
            suppressions.add(suppression);
            event(named(id + type + suppression), type, 1, sequence, detail);
        }

        /** @param detail fields of the data */
        void event(String type, int ruleVersion, String detail) {
            event(named(id + type), type, ruleVersion, 1, detail);
        }

        private void event(UUID event, String type, int ruleVersion, int sequence, String detail) {
            events++;
            String json =
                    """
                    {"specversion":"1.0","id":"%s","source":"/busbar/alarms","type":"io.busbar.alarm.%s","subject":"%s","time":"%s",\
                    "datacontenttype":"application/json","data":{"occurrence":"%s","sequence":%d,"retroactive":false,"processedAt":"%s",\
                    "ruleId":"%s","ruleVersion":%d,"severity":"%s","cell":0,"raisedAt":"%s",%s}}"""
                            .formatted(
                                    event,
                                    type,
                                    subject,
                                    raisedAt,
                                    id,
                                    sequence,
                                    raisedAt,
                                    rule,
                                    ruleVersion,
                                    severity,
                                    raisedAt,
                                    detail);
            rows.add(
                    "INSERT INTO alarm_event (seq, id, alarm_id, revision, type, at, processed_at, retroactive, event)"
                            + " OVERRIDING SYSTEM VALUE VALUES (?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, false, ?::jsonb)",
                    order + events,
                    event,
                    id,
                    events,
                    type,
                    raisedAt.toString(),
                    raisedAt.toString(),
                    json);
        }

        void add() {
            String at = raisedAt.toString();
            boolean isLogger = subject.equals(logger);
            rows.add(
                    "INSERT INTO alarm (id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state, raised_at, cleared_at,"
                            + " evidence, sequence, retroactive, revision, changed_at, acknowledged_at, acknowledged_by, acknowledgement,"
                            + " shelved_at, shelved_until, shelved_by, shelved_why, suppressed_why, suppressed_by, device_id)"
                            + " SELECT ?, ?, ?, ?, 1, ?, ?, 0, ?, ?::timestamptz, ?::timestamptz, ?::jsonb, 1, false, ?, ?::timestamptz,"
                            + " ?::timestamptz, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?, ?::uuid, d.id"
                            + " FROM (SELECT ?::text AS sn) s LEFT JOIN device d ON d.serial_number = s.sn WHERE ? OR d.id IS NOT NULL",
                    id,
                    subject,
                    logger,
                    rule,
                    isLogger ? "silence" : "value",
                    severity,
                    isOver ? "CLEARED" : "ACTIVE",
                    at,
                    isOver ? raisedAt.plusSeconds(60).toString() : null,
                    evidence,
                    events,
                    at,
                    acknowledgedBy == null ? null : at,
                    acknowledgedBy,
                    acknowledgedBy == null ? null : "seen",
                    shelvedBy == null ? null : at,
                    shelvedBy == null ? null : "2026-06-02T00:00:00Z",
                    shelvedBy,
                    shelvedBy == null ? null : "w",
                    isSuppressed ? Objects.requireNonNull(suppressedWhy).name() : null,
                    isSuppressed ? Objects.requireNonNull(suppressedBy).toString() : null,
                    isLogger ? null : subject,
                    isLogger);
        }
    }
}
