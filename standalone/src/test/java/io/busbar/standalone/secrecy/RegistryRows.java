package io.busbar.standalone.secrecy;

import io.busbar.query.access.Capability;
import io.busbar.standalone.secrecy.Blueprint.Binding;
import io.busbar.standalone.secrecy.Blueprint.Device;
import io.busbar.standalone.secrecy.Blueprint.Group;
import io.busbar.standalone.secrecy.Blueprint.Logger;
import io.busbar.standalone.secrecy.Blueprint.Member;
import io.busbar.standalone.secrecy.Blueprint.Plant;
import io.busbar.standalone.secrecy.Blueprint.Stay;
import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import io.busbar.standalone.secrecy.Blueprint.UsedKey;
import io.busbar.standalone.secrecy.Blueprint.Visit;
import io.busbar.standalone.secrecy.Dice.Aspect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Organizations, people, groups, plants, loggers and devices of a blueprint as rows of one world: what the asker sees is as in every world, what is
 * hidden is there or not, and called this or that. Confined to one thread.
 */
final class RegistryRows {

    private static final String CREATED = "2026-01-01T00:00:00Z";

    /** Visitors of each plant who are no members. */
    static final int STRANGERS = 3;

    private final Blueprint blueprint;
    private final Sight sight;
    private final Dice dice;
    private final Names names;
    private final Rows rows;
    private final Words words;

    RegistryRows(Blueprint blueprint, Sight sight, Dice dice, Rows rows, Words words) {
        this.blueprint = blueprint;
        this.sight = sight;
        this.dice = dice;
        this.names = new Names(dice.seed(), dice.run());
        this.rows = rows;
        this.words = words;
    }

    /** @param secret the API key of the asker, where they use one */
    void add(String secret) {
        for (int organization = 0; organization < Blueprint.ORGANIZATIONS; organization++) {
            rows.add(
                    "INSERT INTO organization (public_id, code, name, created_at) VALUES (?, ?, ?, '" + CREATED + "')",
                    names.id("organization", organization),
                    names.code(organization),
                    words.of(organization == 0, Aspect.ORGANIZATIONS, "organization", organization));
        }
        blueprint.groups().forEach(this::add);
        blueprint.members().forEach(this::add);
        blueprint.plants().forEach(this::add);
        blueprint.visits().forEach(this::add);
        addVisitsOfOthers();
        addKeys(secret);
        blueprint.loggers().forEach(this::add);
        blueprint.devices().forEach(this::add);
        addAudit();
    }

    private void add(Group group) {
        int number = group.number();
        boolean isSeen = sight.sees(group);
        boolean isOwn = blueprint.asker().group() == number;
        rows.add(
                "INSERT INTO measurement_group (public_id, organization_id, name, built_in)"
                        + " SELECT ?, id, ?, ? FROM organization WHERE public_id = ?",
                names.id("group", number),
                words.of(isSeen || isOwn, Aspect.GROUPS, "group", number),
                group.builtIn(),
                names.id("organization", group.organization()));
        for (Map.Entry<TypedPoint, Boolean> point : points(group, isSeen).entrySet()) {
            rows.add(
                    "INSERT INTO measurement_group_point SELECT id, ?, ?, ? FROM measurement_group WHERE public_id = ?",
                    point.getKey().type(),
                    point.getKey().point(),
                    point.getValue(),
                    names.id("group", number));
        }
    }

    /** A hidden group has other points in each world, but in the own organization always those that it is hidden for. */
    private Map<TypedPoint, Boolean> points(Group group, boolean isSeen) {
        UsedKey key = blueprint.key();
        boolean isFixed = blueprint.asker().group() == group.number()
                || (key != null && Objects.equals(key.group(), group.number()))
                || blueprint.visits().stream().anyMatch(visit -> visit.group() == group.number());
        if (isSeen || isFixed) {
            return group.points();
        }
        boolean isOwn = group.organization() == 0;
        Map<TypedPoint, Boolean> points = new HashMap<>();
        group.points().forEach((point, isDeclassified) -> {
            if (isOwn
                    || dice.hidden(Aspect.GROUPS, "left", group.number(), point).nextBoolean()) {
                points.put(point, isDeclassified);
            }
        });
        for (long point : new long[] {1000, 1100, 1400, 1500, 1600, 1700, 1800}) {
            TypedPoint more = new TypedPoint(Blueprint.BMS, point);
            if (!sight.own().contains(more)
                    && dice.hidden(Aspect.GROUPS, "more", group.number(), point).nextBoolean()) {
                points.putIfAbsent(more, false);
            }
        }
        return points;
    }

    private void add(Member member) {
        int number = member.number();
        boolean isSeen = sight.sees(member);
        SplittableRandom random = dice.draw(isSeen, Aspect.MEMBERS, "member row", number);
        boolean isOwner = blueprint.plants().stream()
                .anyMatch(plant -> Objects.equals(plant.owner(), number)
                        || plant.installers().contains(number));
        if (!isSeen && !isOwner && random.nextBoolean()) {
            return;
        }
        Group group = blueprint.groups().get(member.group());
        boolean knowsGroup = isSeen && sight.sees(group);
        if (!isSeen) {
            words.hide(names.email(number));
        }
        int groupNumber = member.equals(blueprint.asker()) || knowsGroup ? member.group() : hiddenGroup(member, isSeen);
        String role = isSeen
                ? member.role().name()
                : Blueprint.ROLES.get(random.nextInt(Blueprint.ROLES.size())).name();
        String email = isSeen || random.nextBoolean() ? names.email(number) : "not-" + names.email(number);
        rows.add(
                "INSERT INTO member (public_id, organization_id, email, name, phone, role, group_id, password_hash, email_proven, created_at)"
                        + " SELECT ?, o.id, ?, ?, ?, ?, g.id, 'none', ?, '" + CREATED + "'"
                        + " FROM organization o JOIN measurement_group g ON g.public_id = ? WHERE o.public_id = ?",
                names.id("member", number),
                email,
                words.of(isSeen, Aspect.MEMBERS, "member", number),
                words.of(isSeen, Aspect.MEMBERS, "phone", number),
                role,
                member.isProven(),
                names.id("group", groupNumber),
                names.id("organization", member.organization()));
    }

    /** One that the asker does not see, as the one of the blueprint; the same where there is no other. */
    private int hiddenGroup(Member member, boolean isSeen) {
        List<Integer> hidden = blueprint.groups().stream()
                .filter(group -> group.organization() == member.organization() && !(isSeen && sight.sees(group)))
                .map(Group::number)
                .toList();
        return hidden.get(
                dice.hidden(Aspect.MEMBERS, "group of", member.number()).nextInt(hidden.size()));
    }

    private void add(Plant plant) {
        int number = plant.number();
        boolean isSeen = sight.sees(plant);
        SplittableRandom random = dice.draw(isSeen, Aspect.PLANTS, "plant row", number);
        boolean isMember = sight.may(Capability.SEE_PLANTS, plant.organization(), number);
        rows.add(
                "INSERT INTO plant (public_id, organization_id, owner_id, name, business_type, plant_type, zone, capacity_wh, created_at)"
                        + " SELECT ?, o.id, (SELECT id FROM member WHERE public_id = ?), ?, ?, ?, ?, ?, '" + CREATED
                        + "' FROM organization o WHERE o.public_id = ?",
                names.id("plant", number),
                plant.owner() == null || (!isMember && !isTied(plant) && random.nextBoolean())
                        ? null
                        : names.id("member", plant.owner()),
                words.of(isSeen, Aspect.PLANTS, "plant", number),
                words.of(isSeen, Aspect.PLANTS, "business", number),
                words.of(isSeen, Aspect.PLANTS, "type", number),
                random.nextBoolean() ? "Europe/Berlin" : "Asia/Kolkata",
                random.nextLong(1, 1_000_000),
                names.id("organization", plant.organization()));
        for (int installer : plant.installers()) {
            boolean isShown = isTied(plant) || sight.may(Capability.GRANT_VISITS, plant.organization(), number);
            if (isShown
                    || dice.hidden(Aspect.SHARES, "installer", number, installer)
                            .nextBoolean()) {
                rows.add(
                        "INSERT INTO plant_installer SELECT p.id, m.id FROM plant p, member m WHERE p.public_id = ? AND m.public_id = ?",
                        names.id("plant", number),
                        names.id("member", installer));
            }
        }
    }

    /** Whether the asker owns or installs it: such ties stay, also where they show nothing. */
    private boolean isTied(Plant plant) {
        int asker = blueprint.asker().number();
        return Objects.equals(plant.owner(), asker) || plant.installers().contains(asker);
    }

    private void add(Visit visit) {
        visit(
                visit.plant(),
                names.email(blueprint.asker().number()),
                visit.group(),
                visit.isOver() ? "2026-02-01T00:00:00Z" : "2099-01-01T00:00:00Z");
    }

    private void addVisitsOfOthers() {
        for (Plant plant : blueprint.plants()) {
            boolean isShown = sight.may(Capability.GRANT_VISITS, plant.organization(), plant.number());
            for (int i = 0; i < STRANGERS; i++) {
                SplittableRandom random = dice.draw(isShown, Aspect.SHARES, "visitor", plant.number(), i);
                if (!isShown) {
                    words.hide(names.stranger(plant.number() * STRANGERS + i));
                }
                if (random.nextBoolean()) {
                    List<Group> groups = blueprint.groups().stream()
                            .filter(group -> group.organization() == plant.organization())
                            .toList();
                    Group group = groups.get(random.nextInt(groups.size()));
                    visit(
                            plant.number(),
                            names.stranger(plant.number() * STRANGERS + i),
                            group.number(),
                            "2098-01-01T00:00:00Z");
                }
            }
        }
    }

    private void visit(int plant, String email, int group, String expiresAt) {
        rows.add(
                "INSERT INTO plant_visitor SELECT p.id, ?, g.id, ?::timestamptz FROM plant p, measurement_group g"
                        + " WHERE p.public_id = ? AND g.public_id = ?",
                email,
                expiresAt,
                names.id("plant", plant),
                names.id("group", group));
    }

    private void addKeys(String secret) {
        UsedKey key = blueprint.key();
        if (key != null) {
            key("used", blueprint.asker().number(), secret, key);
        }
        for (Member member : blueprint.members().subList(1, blueprint.members().size())) {
            SplittableRandom random = dice.hidden(Aspect.SHARES, "key of", member.number());
            if (random.nextBoolean()) {
                UsedKey other = new UsedKey(java.util.Set.of(Capability.SEE_PLANTS), null, null);
                key("other", member.number(), "bbk_" + random.nextLong(), other);
            }
        }
    }

    private void key(String kind, int member, String secret, UsedKey key) {
        Integer group = key.group();
        rows.add(
                "INSERT INTO api_key (public_id, member_id, name, key_sha256, capabilities, group_id, all_plants, created_at)"
                        + " SELECT ?, m.id, 'key', sha256(convert_to(?, 'UTF8')), ?,"
                        + " (SELECT id FROM measurement_group WHERE public_id = ?), ?, '" + CREATED
                        + "' FROM member m WHERE m.public_id = ?",
                names.id("key " + kind, member),
                secret,
                key.capabilities().stream().map(Capability::name).sorted().toArray(String[]::new),
                group == null ? null : names.id("group", group),
                key.plants() == null,
                names.id("member", member));
        for (int plant : Objects.requireNonNullElse(key.plants(), java.util.Set.<Integer>of())) {
            rows.add(
                    "INSERT INTO api_key_plant SELECT k.id, p.id FROM api_key k, plant p WHERE k.public_id = ? AND p.public_id = ?",
                    names.id("key " + kind, member),
                    names.id("plant", plant));
        }
    }

    private void add(Logger logger) {
        int number = logger.number();
        boolean isSeen = sight.sees(logger);
        SplittableRandom random = dice.draw(isSeen, Aspect.LOGGERS, "logger row", number);
        Stay now = logger.stays().get(logger.stays().size() - 1);
        rows.add(
                "INSERT INTO logger (serial_number, organization_id, alias, model, firmware, labels, zone, upload_interval_seconds,"
                        + " signal_percent, connect_count, key_sha256, active, created_at)"
                        + " SELECT ?, o.id, ?, ?, ?, ?, ?, ?, ?, ?, sha256(?::bytea), ?, '" + CREATED
                        + "' FROM organization o WHERE o.public_id = ?",
                names.logger(number),
                words.of(isSeen, Aspect.LOGGERS, "alias", number),
                words.of(isSeen, Aspect.LOGGERS, "model", number),
                words.of(isSeen, Aspect.LOGGERS, "firmware", number),
                new String[] {words.of(isSeen, Aspect.LOGGERS, "label", number)},
                random.nextBoolean() ? "UTC" : "America/New_York",
                random.nextBoolean() ? 300 : 60,
                (short) random.nextInt(100),
                random.nextLong(1, 1000),
                names.logger(number),
                random.nextInt(4) > 0,
                names.id("organization", now.organization()));
        rows.add(
                "INSERT INTO logger_activity (logger_sn, last_observed_at, last_received_at) VALUES (?, ?::timestamptz, ?::timestamptz)",
                names.logger(number),
                Names.time(random.nextInt(Blueprint.MIDDLE, Blueprint.FRAMES)).toString(),
                Names.time(random.nextInt(Blueprint.MIDDLE, Blueprint.FRAMES)).toString());
        for (Stay stay : logger.stays()) {
            boolean isHere = sight.sees(stay.organization(), stay.plant());
            SplittableRandom then = dice.draw(isHere, Aspect.LOGGERS, "stay", number, stay.from());
            boolean isOver = stay.to() < Blueprint.FRAMES;
            if (isHere || then.nextBoolean()) {
                rows.add(
                        "INSERT INTO logger_plant SELECT l.id, ?::timestamptz, ?::timestamptz, o.id,"
                                + " (SELECT id FROM plant WHERE public_id = ?), ?, ?"
                                + " FROM logger l, organization o WHERE l.serial_number = ? AND o.public_id = ?",
                        Names.bound(stay.from()),
                        Names.bound(stay.to()),
                        stay.plant() == null ? null : names.id("plant", stay.plant()),
                        isOver ? Integer.valueOf(then.nextBoolean() ? 300 : 60) : null,
                        isOver ? (then.nextBoolean() ? "UTC" : "Asia/Tokyo") : null,
                        names.logger(number),
                        names.id("organization", stay.organization()));
            }
        }
    }

    private void add(Device device) {
        int number = device.number();
        boolean isSeen = !sight.spans(device).isEmpty() || sight.namesParent(device);
        if (!isSeen) {
            words.hide(names.device(number));
        }
        if (!isSeen && dice.hidden(Aspect.LOGGERS, "device", number).nextInt(4) == 0) {
            return;
        }
        rows.add("INSERT INTO device (serial_number, type) VALUES (?, ?)", names.device(number), device.type());
        for (Binding binding : device.bindings()) {
            boolean isHere =
                    sight.spans(device).stream().anyMatch(span -> span.binding().equals(binding));
            if (isHere
                    || dice.hidden(Aspect.OTHER_TIMES, "binding", number, binding.from())
                            .nextBoolean()) {
                rows.add(
                        "INSERT INTO device_binding SELECT d.id, ?::timestamptz, ?::timestamptz, ?,"
                                + " (SELECT id FROM device WHERE serial_number = ?) FROM device d WHERE d.serial_number = ?",
                        Names.bound(binding.from()),
                        Names.bound(binding.to()),
                        names.logger(binding.logger()),
                        parent(device, binding, isHere),
                        names.device(number));
            }
        }
        for (int organization = 0; organization < Blueprint.ORGANIZATIONS; organization++) {
            boolean isNamed = isNamedIn(device, organization);
            if (dice.draw(isNamed, Aspect.LOGGERS, "alias of", number, organization)
                    .nextBoolean()) {
                rows.add(
                        "INSERT INTO device_alias SELECT d.id, o.id, ? FROM device d, organization o WHERE d.serial_number = ? AND o.public_id = ?",
                        words.of(isNamed, Aspect.LOGGERS, "device alias", number, organization),
                        names.device(number),
                        names.id("organization", organization));
            }
        }
    }

    /** What a device was part of while it is not seen may be anything. */
    private @Nullable String parent(Device device, Binding binding, boolean isHere) {
        Integer parent = device.parent();
        if (parent == null) {
            return null;
        }
        SplittableRandom random = dice.draw(isHere, Aspect.OTHER_TIMES, "parent", device.number(), binding.from());
        return names.device(
                isHere || random.nextBoolean()
                        ? parent
                        : random.nextInt(blueprint.devices().size()));
    }

    private boolean isNamedIn(Device device, int organization) {
        return sight.spans(device).stream().anyMatch(span -> span.stay().organization() == organization);
    }

    private void addAudit() {
        boolean reads = sight.may(Capability.READ_AUDIT);
        for (int organization = 0; organization < Blueprint.ORGANIZATIONS; organization++) {
            for (int i = 0; i < 6; i++) {
                Group group = blueprint.groups().get(organization * 4 + i % 4);
                boolean isSeen = reads && sight.sees(group);
                boolean isMemberEntry = i >= 4;
                boolean isThere = (reads && organization == 0 && isMemberEntry) || isSeen;
                SplittableRandom random = dice.draw(isThere, Aspect.AUDIT, "audit", organization, i);
                if (isThere || random.nextBoolean()) {
                    audit(organization, i, isMemberEntry ? member(group, isSeen) : points(group, organization, i));
                }
            }
        }
    }

    private String member(Group group, boolean isSeen) {
        int shown = sight.sees(group)
                ? group.number()
                : hiddenGroup(blueprint.members().get(group.organization() * 4), true);
        return "{\"group\":\"%s\",\"groupId\":\"%s\"}"
                .formatted(words.of(isSeen, Aspect.AUDIT, "group of audit", group.number()), names.id("group", shown));
    }

    /** Points that the asker does not see come and go. */
    private String points(Group group, int organization, int entry) {
        boolean seesAll = organization == 0 && sight.reach(Capability.EDIT_GROUPS) == io.busbar.query.access.Reach.ALL;
        StringBuilder ids = new StringBuilder();
        for (long point : new long[] {1000, 1100, 1400, 1600, 1800}) {
            boolean isSeen = seesAll || sight.own().contains(new TypedPoint(Blueprint.BMS, point));
            if (dice.draw(isSeen, Aspect.AUDIT, "audited", group.number(), entry, point)
                    .nextBoolean()) {
                ids.append(ids.isEmpty() ? "" : ",").append(point);
            }
        }
        return "{\"deviceType\":\"BMS/Dyness/High Voltage\",\"points\":[" + ids + "]}";
    }

    private void audit(int organization, int number, @Nullable String after) {
        boolean isMember = number >= 4;
        rows.add(
                "INSERT INTO audit_entry (public_id, organization_id, at, actor, actor_name, action, kind, subject, after)"
                        + " SELECT ?, o.id, ?::timestamptz, ?, 'Somebody', ?, ?, ?, ?::jsonb FROM organization o WHERE o.public_id = ?",
                names.id("audit", organization * 10 + number),
                Names.time(number).toString(),
                names.id("member", organization * 4),
                isMember ? "member.change" : "group.assign",
                isMember ? "member" : "group",
                isMember ? names.id("member", organization * 4 + 1) : names.id("group", organization * 4 + number % 4),
                after,
                names.id("organization", organization));
    }
}
