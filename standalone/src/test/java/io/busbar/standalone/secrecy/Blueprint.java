package io.busbar.standalone.secrecy;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three organizations with all that may be in them, drawn from a seed: who is who, which points a group has, which logger and device is where when.
 * A person of the first organization asks. Which of the hidden things really are there is decided in each world ({@link RegistryRows}). Moments are
 * numbers of frames from 0 to {@link #FRAMES}; places change at {@link #MIDDLE}. Immutable.
 */
record Blueprint(
        List<Group> groups,
        List<Member> members,
        List<Plant> plants,
        List<Visit> visits,
        List<Logger> loggers,
        List<Device> devices,
        Member asker,
        @Nullable UsedKey key) {

    static final int ORGANIZATIONS = 3;
    static final int FRAMES = 12;
    static final int MIDDLE = 6;

    /** Device types that there are here: the High Voltage BMS and its packs. */
    static final int BMS = 1;

    static final int PACK = 11;
    static final List<Role> ROLES = List.of(Role.values());

    private static final int GROUPS_OF_EACH = 4;
    private static final int MEMBERS_OF_EACH = 4;

    /** A measuring point of a device type. Immutable. */
    record TypedPoint(int type, long point) {}

    /** @param points whether each is declassified */
    record Group(int number, int organization, @Nullable String builtIn, Map<TypedPoint, Boolean> points) {
        Group {
            points = Map.copyOf(points);
        }
    }

    record Member(int number, int organization, Role role, int group, boolean isProven) {}

    record Plant(int number, int organization, @Nullable Integer owner, Set<Integer> installers) {
        Plant {
            installers = Set.copyOf(installers);
        }
    }

    /** Of the asker. */
    record Visit(int plant, int group, boolean isOver) {}

    /** Where a logger is, from inclusive to exclusive. */
    record Stay(int organization, @Nullable Integer plant, int from, int to) {}

    record Logger(int number, List<Stay> stays) {
        Logger {
            stays = List.copyOf(stays);
        }
    }

    /** @param parent number of the BMS; null for one */
    record Device(int number, int type, @Nullable Integer parent, List<Binding> bindings) {
        Device {
            bindings = List.copyOf(bindings);
        }
    }

    record Binding(int logger, int from, int to) {}

    /** The API key that the asker uses. */
    record UsedKey(Set<Capability> capabilities, @Nullable Integer group, @Nullable Set<Integer> plants) {
        UsedKey {
            capabilities = Set.copyOf(capabilities);
            plants = plants == null ? null : Set.copyOf(plants);
        }
    }

    static Blueprint draw(Dice dice, Catalogue catalogue) {
        List<Group> groups = groups(dice, catalogue);
        List<Member> members = members(dice);
        List<Plant> plants = plants(dice, members);
        List<Logger> loggers = loggers(dice, plants);
        Member asker = members.get(0);
        return new Blueprint(
                groups,
                members,
                plants,
                visits(dice, plants),
                loggers,
                devices(dice, loggers),
                asker,
                key(dice, asker, plants));
    }

    private static List<Group> groups(Dice dice, Catalogue catalogue) {
        List<Group> groups = new ArrayList<>();
        for (int organization = 0; organization < ORGANIZATIONS; organization++) {
            for (int i = 0; i < GROUPS_OF_EACH; i++) {
                int number = groups.size();
                double density = new double[] {0.2, 0.6, 0.9, 1}
                        [dice.seen("density", number).nextInt(4)];
                Map<TypedPoint, Boolean> points = new java.util.HashMap<>();
                for (int code : new int[] {BMS, PACK}) {
                    DeviceType type = java.util.Objects.requireNonNull(catalogue.deviceType(code));
                    for (MeasuringPoint point : catalogue.points(type)) {
                        if (dice.chance(density, "point", number, code, point.id())) {
                            points.put(
                                    new TypedPoint(code, Integer.toUnsignedLong(point.id())),
                                    point.derived() && dice.chance(0.3, "declassified", number, code, point.id()));
                        }
                    }
                }
                groups.add(new Group(number, organization, i == 0 ? "END_USER" : i == 1 ? "ALL" : null, points));
            }
        }
        return groups;
    }

    /** The first is the asker. */
    private static List<Member> members(Dice dice) {
        List<Member> members = new ArrayList<>();
        for (int organization = 0; organization < ORGANIZATIONS; organization++) {
            for (int i = 0; i < MEMBERS_OF_EACH; i++) {
                SplittableRandom random = dice.seen("member", organization, i);
                Role role = ROLES.get(random.nextInt(ROLES.size()));
                members.add(new Member(
                        members.size(),
                        organization,
                        role,
                        organization * GROUPS_OF_EACH + random.nextInt(GROUPS_OF_EACH),
                        random.nextDouble() < 0.7));
            }
        }
        return members;
    }

    private static List<Plant> plants(Dice dice, List<Member> members) {
        List<Plant> plants = new ArrayList<>();
        for (int organization : new int[] {0, 0, 0, 1, 1, 2}) {
            SplittableRandom random = dice.seen("plant", plants.size());
            int first = organization * MEMBERS_OF_EACH;
            Set<Integer> installers = new HashSet<>();
            for (Member member : members.subList(first, first + MEMBERS_OF_EACH)) {
                if (random.nextDouble() < 0.3) {
                    installers.add(member.number());
                }
            }
            Integer owner = random.nextDouble() < 0.6 ? first + random.nextInt(MEMBERS_OF_EACH) : null;
            plants.add(new Plant(plants.size(), organization, owner, installers));
        }
        return plants;
    }

    private static List<Visit> visits(Dice dice, List<Plant> plants) {
        List<Visit> visits = new ArrayList<>();
        for (Plant plant : plants) {
            SplittableRandom random = dice.seen("visit", plant.number());
            if (random.nextDouble() < 0.3) {
                int group = plant.organization() * GROUPS_OF_EACH + random.nextInt(GROUPS_OF_EACH);
                visits.add(new Visit(plant.number(), group, random.nextDouble() < 0.2));
            }
        }
        return visits;
    }

    /** One at each plant, one at none, and three that move: inside the organization, out of it, and into it. */
    private static List<Logger> loggers(Dice dice, List<Plant> plants) {
        List<Logger> loggers = new ArrayList<>();
        plants.forEach(plant -> loggers.add(new Logger(loggers.size(), List.of(stay(plant, 0, FRAMES)))));
        loggers.add(new Logger(loggers.size(), List.of(new Stay(0, null, 0, FRAMES))));
        int[][] moves = {{0, 1}, {0, 3}, {3, 0}};
        for (int[] move : moves) {
            int shift = dice.seen("move", loggers.size()).nextInt(2);
            loggers.add(new Logger(
                    loggers.size(),
                    List.of(
                            stay(plants.get(move[0] + shift), 0, MIDDLE),
                            stay(plants.get(move[1] + shift), MIDDLE, FRAMES))));
        }
        return loggers;
    }

    private static Stay stay(Plant plant, int from, int to) {
        return new Stay(plant.organization(), plant.number(), from, to);
    }

    /** A BMS and a pack or two for each logger, and a BMS that goes from one logger to another and leaves one of its packs, the last of all, behind. */
    private static List<Device> devices(Dice dice, List<Logger> loggers) {
        List<Device> devices = new ArrayList<>();
        for (Logger logger : loggers) {
            List<Binding> always = List.of(new Binding(logger.number(), 0, FRAMES));
            int bms = devices.size();
            devices.add(new Device(bms, BMS, null, always));
            int packs = 1 + dice.seen("packs", logger.number()).nextInt(2);
            for (int i = 0; i < packs; i++) {
                devices.add(new Device(devices.size(), PACK, bms, always));
            }
        }
        SplittableRandom random = dice.seen("swap");
        int from = random.nextInt(loggers.size());
        int to = (from + 1 + random.nextInt(loggers.size() - 1)) % loggers.size();
        int bms = devices.size();
        List<Binding> bindings = List.of(new Binding(from, 0, MIDDLE), new Binding(to, MIDDLE, FRAMES));
        devices.add(new Device(bms, BMS, null, bindings));
        devices.add(new Device(devices.size(), PACK, bms, bindings));
        devices.add(new Device(devices.size(), PACK, bms, List.of(new Binding(from, 0, FRAMES))));
        return devices;
    }

    /** As one can be made: capabilities of people only, and those of all plants not for some. */
    private static @Nullable UsedKey key(Dice dice, Member asker, List<Plant> plants) {
        SplittableRandom random = dice.seen("key");
        if (random.nextDouble() < 0.65) {
            return null;
        }
        boolean isOfAll = random.nextBoolean();
        Set<Capability> capabilities = EnumSet.of(Capability.SEE_PLANTS);
        for (Capability capability : Capability.values()) {
            boolean isPersonal = capability == Capability.MANAGE_MEMBERS
                    || capability == Capability.EDIT_GROUPS
                    || capability == Capability.ASSIGN_QUARANTINE;
            boolean isOfAllPlants = capability == Capability.EDIT_ALARM_RULES || capability == Capability.READ_AUDIT;
            if (!isPersonal
                    && (isOfAll || !isOfAllPlants)
                    && asker.role().reach(capability) != Reach.NONE
                    && random.nextBoolean()) {
                capabilities.add(capability);
            }
        }
        Set<Integer> some = new TreeSet<>();
        plants.forEach(plant -> {
            if (random.nextBoolean()) {
                some.add(plant.number());
            }
        });
        return new UsedKey(
                capabilities, random.nextBoolean() ? null : random.nextInt(GROUPS_OF_EACH), isOfAll ? null : some);
    }

    /** What is drawn, in few words. */
    String summary() {
        Map<String, Object> words = new TreeMap<>();
        words.put("role", asker.role());
        words.put("group", asker.group());
        words.put("key", key == null ? "none" : key);
        words.put("visits", visits);
        return words.toString();
    }
}
