package io.busbar.query.analytics;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.busbar.rollup.MemberSoc;
import io.busbar.rollup.PlantSoc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * State of charge of plants, or of everything that may be seen, from what each BMS said last. Members are the BMS whose SOC is visible; one is
 * weighted by its rated energy, else by the capacity of its packs, as far as these are visible. May be shared between threads.
 */
public final class SocAnswers {

    private final Catalogue catalogue;
    private final LatestReadings latest;

    public SocAnswers(Catalogue catalogue, LatestReadings latest) {
        this.catalogue = catalogue;
        this.latest = latest;
    }

    /** What members are put together to. Immutable. */
    public enum Level {
        BMS,
        PLANT,
        FLEET
    }

    /** Immutable. */
    public record CoverageView(int included, int total, @Nullable Instant oldestAt) {}

    /**
     * One state of charge. Immutable.
     *
     * @param id serial number of a BMS, id of a plant; null of everything, and of what has no plant
     * @param soc null when no member has one
     * @param weighted whether capacities counted
     */
    public record SocView(
            @Nullable String id,
            @Nullable String name,
            @Nullable Quantity soc,
            boolean weighted,
            CoverageView coverage) {}

    private record Key(@Nullable String id, @Nullable String name) {}

    /** @param isEnergy whether its capacity is in Wh; in mAh else */
    private record Member(MemberSoc soc, boolean isEnergy) {}

    /** In the order in which the devices come. */
    public List<SocView> of(List<VisibleDevice> devices, Level level) {
        List<VisibleDevice> bms = devices.stream()
                .filter(device -> device.type().category() == Category.BMS && soc(device) != null)
                .toList();
        if (bms.isEmpty()) {
            return List.of();
        }
        List<VisibleLatest> said = new ArrayList<>();
        latest.each(bms, one -> said.add(VisibleLatest.of(one, catalogue)));
        Map<String, Charge> charges = charges(devices, said);
        Map<Key, List<Member>> members = new LinkedHashMap<>();
        said.forEach(one -> members.computeIfAbsent(key(one.device(), level), first -> new ArrayList<>())
                .add(member(one, charges)));
        MeasuringPoint unit = Objects.requireNonNull(soc(bms.get(bms.size() - 1)));
        List<SocView> views = new ArrayList<>();
        members.forEach((key, of) -> views.add(view(key, PlantSoc.of(alike(of)), unit)));
        return views;
    }

    private @Nullable MeasuringPoint soc(VisibleDevice device) {
        return VisibleLatest.point(catalogue, device, Role.SOC);
    }

    /** What the packs of those BMS hold that do not say what they hold themselves. */
    private Map<String, Charge> charges(List<VisibleDevice> devices, List<VisibleLatest> bms) {
        Set<String> parents = bms.stream()
                .filter(one -> ratedEnergy(one) == null)
                .map(one -> one.device().serialNumber())
                .collect(Collectors.toSet());
        List<VisibleDevice> packs = devices.stream()
                .filter(device -> device.type().category() == Category.BATTERIES
                        && parents.contains(device.place().parent()))
                .toList();
        Map<String, Charge> charges = new HashMap<>();
        latest.each(
                packs,
                pack -> charges.merge(
                        Objects.requireNonNull(pack.device().place().parent()),
                        Charge.of(VisibleLatest.of(pack, catalogue).value(Role.TOTAL_CAPACITY)),
                        Charge::plus));
        return charges;
    }

    /** Of some packs, in mAh; null when one of them does not say. Immutable. */
    private record Charge(@Nullable Long milliampereHours) {

        static Charge of(@Nullable Long capacity) {
            return new Charge(capacity == null || capacity <= 0 ? null : capacity);
        }

        Charge plus(Charge other) {
            return new Charge(
                    milliampereHours == null || other.milliampereHours == null
                            ? null
                            : Long.valueOf(milliampereHours + other.milliampereHours));
        }
    }

    private static @Nullable Long ratedEnergy(VisibleLatest bms) {
        Long rated = bms.value(Role.RATED_ENERGY);
        return rated == null || rated <= 0 ? null : rated;
    }

    private static Key key(VisibleDevice device, Level level) {
        return switch (level) {
            case BMS -> new Key(device.serialNumber(), device.place().alias());
            case PLANT -> new Key(device.place().plantId(), device.place().plantName());
            case FLEET -> new Key(null, null);
        };
    }

    private static Member member(VisibleLatest bms, Map<String, Charge> charges) {
        Reading soc = bms.believed(Role.SOC);
        Long rated = ratedEnergy(bms);
        Charge charge = charges.get(bms.device().serialNumber());
        return new Member(
                new MemberSoc(
                        soc == null ? 0 : soc.observedAtMillis(),
                        soc == null ? null : Integer.valueOf((int) soc.value()),
                        rated == null && charge != null ? charge.milliampereHours() : rated),
                rated != null);
    }

    /** Energy and charge are not weighed against each other: where those that count have both, all count alike. */
    private static List<MemberSoc> alike(List<Member> members) {
        boolean isMixed = members.stream()
                        .filter(member -> member.soc().socMillipercent() != null)
                        .map(Member::isEnergy)
                        .distinct()
                        .count()
                > 1;
        return members.stream()
                .map(Member::soc)
                .map(soc -> isMixed ? new MemberSoc(soc.atMillis(), soc.socMillipercent(), null) : soc)
                .toList();
    }

    private static SocView view(Key key, PlantSoc soc, MeasuringPoint point) {
        Long value = soc.socMillipercent();
        Long oldest = soc.coverage().oldestAtMillis();
        return new SocView(
                key.id(),
                key.name(),
                value == null ? null : Quantity.of(point, value),
                soc.isWeighted(),
                new CoverageView(
                        soc.coverage().included(),
                        soc.coverage().total(),
                        oldest == null ? null : Instant.ofEpochMilli(oldest)));
    }
}
