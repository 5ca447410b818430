package io.busbar.query.analytics;

import io.busbar.measure.Catalogue;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.Cancellation;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.busbar.query.series.PointChoice;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.series.SeriesRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Packs by how far their cells are apart. May be shared between threads. */
public final class ImbalanceAnswers {

    private final Catalogue catalogue;
    private final LatestReadings latest;
    private final SeriesExecutor executor;

    public ImbalanceAnswers(Catalogue catalogue, LatestReadings latest, SeriesExecutor executor) {
        this.catalogue = catalogue;
        this.latest = latest;
        this.executor = executor;
    }

    /**
     * A pack of the ranking. Immutable.
     *
     * @param observedAt null for the largest differential of a range
     * @param highestCell null when hidden, and for the largest differential of a range
     */
    public record PackView(
            String device,
            @Nullable String parent,
            @Nullable String plant,
            @Nullable String plantName,
            Quantity differential,
            @Nullable Instant observedAt,
            @Nullable Long highestCell,
            @Nullable Long lowestCell) {}

    /** By what the packs said last, the largest differential first; of equal ones the lower serial number. */
    public List<PackView> latest(List<VisibleDevice> devices, int top) {
        List<PackView> packs = new ArrayList<>();
        latest.each(withDifferential(devices), found -> {
            VisibleDevice device = found.device();
            VisibleLatest said = VisibleLatest.of(found, catalogue);
            Reading reading = said.believed(Role.CELL_DIFFERENTIAL);
            if (reading != null) {
                packs.add(view(
                        device,
                        Quantity.of(differential(device), reading.value()),
                        Instant.ofEpochMilli(reading.observedAtMillis()),
                        said.value(Role.DERIVED_MAX_CELL_NUMBER),
                        said.value(Role.DERIVED_MIN_CELL_NUMBER)));
            }
        });
        return ranked(packs, top);
    }

    /** By the largest differential of a range. */
    public List<PackView> between(
            List<VisibleDevice> devices, Instant from, Instant to, int top, Cancellation cancellation) {
        List<VisibleDevice> packs = withDifferential(devices);
        if (packs.isEmpty()) {
            return List.of();
        }
        List<PointChoice> points = packs.stream()
                .map(device -> differential(device).code())
                .distinct()
                .map(code -> new PointChoice(code, Aggregate.MAX, "?plant"))
                .toList();
        GreatestOf greatest = new GreatestOf();
        SeriesRequest request = new SeriesRequest(
                packs, points, from, to, Bucket.ONE_HOUR, null, ZoneOffset.UTC, null, Integer.MAX_VALUE);
        executor.run(request, greatest, cancellation);
        List<PackView> views = new ArrayList<>();
        greatest.values()
                .forEach((device, most) -> views.add(
                        view(device, new Quantity(most.value(), most.unit(), most.scale()), null, null, null)));
        return ranked(views, top);
    }

    /** Those whose differential may be seen. */
    private List<VisibleDevice> withDifferential(List<VisibleDevice> devices) {
        return devices.stream()
                .filter(device -> VisibleLatest.point(catalogue, device, Role.CELL_DIFFERENTIAL) != null)
                .toList();
    }

    private MeasuringPoint differential(VisibleDevice device) {
        return Objects.requireNonNull(VisibleLatest.point(catalogue, device, Role.CELL_DIFFERENTIAL));
    }

    private static PackView view(
            VisibleDevice device,
            Quantity differential,
            @Nullable Instant observedAt,
            @Nullable Long highestCell,
            @Nullable Long lowestCell) {
        VisibleDevice.Place place = device.place();
        return new PackView(
                device.serialNumber(),
                place.parent(),
                place.plantId(),
                place.plantName(),
                differential,
                observedAt,
                highestCell,
                lowestCell);
    }

    private static List<PackView> ranked(List<PackView> packs, int top) {
        packs.sort(
                Comparator.comparingLong((PackView pack) -> -pack.differential().value())
                        .thenComparing(PackView::device));
        return List.copyOf(packs.subList(0, Math.min(top, packs.size())));
    }
}
