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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Map<String, List<VisibleDevice>> packs = new LinkedHashMap<>();
        for (VisibleDevice device : devices) {
            String parent = device.place().parent();
            if (parent != null && device.type().category() == Category.BATTERIES) {
                packs.computeIfAbsent(parent, first -> new ArrayList<>()).add(device);
            }
        }
        Map<Key, List<Member>> members = new LinkedHashMap<>();
        @Nullable MeasuringPoint unit = null;
        for (VisibleDevice device : devices) {
            MeasuringPoint soc = VisibleLatest.point(catalogue, device, Role.SOC);
            if (device.type().category() == Category.BMS && soc != null) {
                unit = soc;
                members.computeIfAbsent(key(device, level), first -> new ArrayList<>())
                        .add(member(device, packs.getOrDefault(device.serialNumber(), List.of())));
            }
        }
        List<SocView> views = new ArrayList<>();
        MeasuringPoint as = unit;
        members.forEach((key, of) -> views.add(view(key, PlantSoc.of(alike(of)), Objects.requireNonNull(as))));
        return views;
    }

    private static Key key(VisibleDevice device, Level level) {
        return switch (level) {
            case BMS -> new Key(device.serialNumber(), device.place().alias());
            case PLANT -> new Key(device.place().plantId(), device.place().plantName());
            case FLEET -> new Key(null, null);
        };
    }

    private Member member(VisibleDevice device, List<VisibleDevice> packs) {
        VisibleLatest said = VisibleLatest.of(device, catalogue, latest);
        Reading soc = said.believed(Role.SOC);
        Long rated = said.value(Role.RATED_ENERGY);
        boolean isEnergy = rated != null && rated > 0;
        return new Member(
                new MemberSoc(
                        soc == null ? 0 : soc.observedAtMillis(),
                        soc == null ? null : Integer.valueOf((int) soc.value()),
                        isEnergy ? rated : capacityOf(packs)),
                isEnergy);
    }

    private @Nullable Long capacityOf(List<VisibleDevice> packs) {
        long sum = 0;
        for (VisibleDevice pack : packs) {
            Long capacity = VisibleLatest.of(pack, catalogue, latest).value(Role.TOTAL_CAPACITY);
            if (capacity == null || capacity <= 0) {
                return null;
            }
            sum += capacity;
        }
        return sum == 0 ? null : Long.valueOf(sum);
    }

    /** Energy and charge are not weighed against each other: where there are both, all members count alike. */
    private static List<MemberSoc> alike(List<Member> members) {
        boolean isMixed = members.stream().map(Member::isEnergy).distinct().count() > 1;
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
