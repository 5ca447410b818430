package io.busbar.standalone.secrecy;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.standalone.secrecy.Blueprint.Device;
import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import io.busbar.standalone.secrecy.Dice.Aspect;
import io.busbar.standalone.secrecy.Sight.Span;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A device as the asker sees it, frame by frame, and numbers of it: what the asker sees is drawn as in every world, all else as it happens. Hidden
 * numbers are like no others where they fit, from {@value #FIRST_HIDDEN} up, and remembered. Confined to one thread.
 */
final class SeenDevice {

    private static final long FIRST_HIDDEN = 700_000_000;
    private static final long HIDDEN_NUMBERS = 90_000_000;

    /** Less than this has no room for a number that is like no other. */
    private static final long SMALL = 700_000;

    private static final int MORE_CELLS = 4;
    private static final Set<Long> ENERGIES = Set.of(10_000_021L, 10_000_022L);

    /** Voltage and current. */
    private static final Set<Long> POWER = Set.of(1100L, 1000L);

    /** What there is in place of a cell or a probe without a reading. */
    static final short NO_READING = Short.MIN_VALUE;

    private final Device device;
    private final Sight sight;
    private final Dice dice;
    private final Catalogue catalogue;
    private final Set<Long> hidden;
    private final boolean changesHands;
    private final List<Span> spans;
    private final Map<Span, Set<TypedPoint>> points = new HashMap<>();

    /** @param hidden remembers the numbers that are like no others */
    SeenDevice(Device device, Sight sight, Dice dice, Catalogue catalogue, Set<Long> hidden) {
        this.device = device;
        this.sight = sight;
        this.dice = dice;
        this.catalogue = catalogue;
        this.hidden = hidden;
        this.changesHands = sight.changesHands(device);
        this.spans = sight.spans(device);
        spans.forEach(span -> points.put(span, points(span)));
    }

    /** Who sees energy sees what it is reckoned from: another current is another energy. */
    private Set<TypedPoint> points(Span span) {
        Set<TypedPoint> seen = new HashSet<>(sight.points(span));
        if (seen.stream().anyMatch(point -> ENERGIES.contains(point.point()))) {
            POWER.forEach(point -> seen.add(new TypedPoint(Blueprint.BMS, point)));
        }
        return seen;
    }

    Device device() {
        return device;
    }

    int number() {
        return device.number();
    }

    boolean isBms() {
        return device.type() == Blueprint.BMS;
    }

    /** Whether it, or its logger, may be at another place from {@link Blueprint#MIDDLE} on. */
    boolean changesHands() {
        return changesHands;
    }

    boolean at(int frame) {
        return spans.stream().anyMatch(span -> span.holds(frame));
    }

    /** As a member of the organization, and not as a visitor. */
    boolean atAsMember(int frame) {
        return spans.stream().anyMatch(span -> span.holds(frame) && sight.isMemberAt(span));
    }

    /** Why something of the frame may differ. */
    Aspect otherwise(int frame) {
        return at(frame) ? Aspect.VALUES : ofOthers();
    }

    private Aspect ofOthers() {
        return spans.isEmpty() ? Aspect.SAMPLES : Aspect.OTHER_TIMES;
    }

    boolean isThere(int frame) {
        if (!at(frame) && dice.hidden(ofOthers(), "silent", number()).nextInt(3) == 0) {
            return false;
        }
        if (frame > 0 && frame < Blueprint.MIDDLE && fallsSilent(frame)) {
            return false;
        }
        return dice.draw(at(frame), ofOthers(), "frame", number(), frame).nextInt(5) > 0;
    }

    /** Long before it changes hands, so that what is told of then would depend on what it says later for somebody else. */
    private boolean fallsSilent(int frame) {
        return changesHands
                && dice.draw(at(frame), ofOthers(), "falls silent", number()).nextInt(3) == 0;
    }

    boolean sees(int frame, long point) {
        TypedPoint typed = new TypedPoint(device.type(), point);
        return spans.stream()
                .anyMatch(span -> span.holds(frame)
                        && Objects.requireNonNull(points.get(span)).contains(typed));
    }

    /** A value, or null where there is none. */
    @Nullable
    Long value(int frame, long point, long from, long to) {
        boolean isSeen = sees(frame, point);
        Aspect presence = at(frame) ? Aspect.PRESENCE : otherwise(frame);
        boolean isPresent =
                dice.draw(isSeen, presence, "presence", number(), frame, point).nextInt(5) > 0;
        long value = number(isSeen, frame, from, to, "value", point);
        return isPresent ? value : null;
    }

    /** A number of a frame from {@code from} inclusive to {@code to} exclusive; one that is hidden is like no other where that fits. */
    long number(boolean isSeen, int frame, long from, long to, String name, Object of) {
        SplittableRandom random = dice.draw(isSeen, otherwise(frame), name, number(), frame, of);
        if (isSeen || to <= SMALL) {
            return from + random.nextLong(to - from);
        }
        return hide(random);
    }

    /** One that is like no other. */
    long hide(SplittableRandom random) {
        long value = FIRST_HIDDEN + random.nextLong(HIDDEN_NUMBERS);
        hidden.add(value);
        return value;
    }

    boolean seesAny(int frame, Role role) {
        return numbered(role).stream().anyMatch(point -> sees(frame, point));
    }

    boolean seesEvery(int frame, Role role) {
        return numbered(role).stream().allMatch(point -> sees(frame, point));
    }

    /** Points of cells or probes, in the order of their numbers. */
    List<Long> numbered(Role role) {
        DeviceType type = Objects.requireNonNull(catalogue.deviceType(device.type()));
        return catalogue.points(type).stream()
                .filter(point -> point.role() == role)
                .sorted(Comparator.comparing(MeasuringPoint::index))
                .map(point -> Integer.toUnsignedLong(point.id()))
                .toList();
    }

    /** As many as are seen to be there by who sees one of them; each by itself. */
    short[] numbers(int frame, Role role, int usual, int from) {
        boolean isCounted = seesAny(frame, role);
        int count = usual
                + dice.draw(isCounted, otherwise(frame), "count", role.name(), number(), frame)
                        .nextInt(MORE_CELLS);
        List<Long> cells = numbered(role);
        short[] numbers = new short[count];
        for (int i = 0; i < count; i++) {
            boolean isSeen = i < cells.size() ? sees(frame, cells.get(i)) : seesEvery(frame, role);
            SplittableRandom random = dice.draw(isSeen, otherwise(frame), "number", role.name(), number(), frame, i);
            numbers[i] = random.nextInt(8) == 0 ? NO_READING : (short) (from + random.nextInt(300));
        }
        return numbers;
    }
}
