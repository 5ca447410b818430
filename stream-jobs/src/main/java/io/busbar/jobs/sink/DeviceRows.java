package io.busbar.jobs.sink;

import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import org.jspecify.annotations.Nullable;

/** Adds the rows of one device of one frame to a batch, each in the column order of its table. Confined to one thread. */
final class DeviceRows {

    private final Batch batch;
    private final Catalogue catalogue;
    private final FrameSamples frame;
    private final DeviceType type;
    private final int id;
    private final int frameQuality;

    DeviceRows(Batch batch, Catalogue catalogue, FrameSamples frame, DeviceType type, int id) {
        this.batch = batch;
        this.catalogue = catalogue;
        this.frame = frame;
        this.type = type;
        this.id = id;
        this.frameQuality = (frame.flags() & FrameSamples.SKEWED) == 0 ? Quality.GOOD : Quality.SKEWED;
    }

    /**
     * Adds all rows of the device.
     *
     * @param largestPackId the pack that the largest differential of a BMS belongs to
     */
    void add(DeviceSamples device, @Nullable Integer largestPackId) {
        if (device.pack() != null) {
            addPack(device.pack());
        }
        if (device.bms() != null) {
            addBms(device.bms(), largestPackId);
        }
        device.points().forEach(this::addPoint);
        device.texts().forEach(this::addText);
        device.quarantined().forEach(this::addQuarantined);
    }

    private void addPack(PackSample pack) {
        CellSpread spread = pack.spread();
        batch.add(SampleTable.PACK_SAMPLE, frame, id, 0, row -> {
            keyAndReceipt(row)
                    .int2(frame.flags())
                    .int2Array(pack.cellMillivolts(), PackSample.NO_READING)
                    .int2ArrayOrNull(pack.cellQuality())
                    .int2Array(pack.centiCelsius(), PackSample.NO_READING);
            row.int2OrNull(spread == null ? null : Integer.valueOf(spread.differentialMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.maxMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.minMillivolts()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.maxCell()))
                    .int2OrNull(spread == null ? null : Integer.valueOf(spread.minCell()))
                    .int2(pack.cellsUsed())
                    .int2(pack.cellsExpected());
        });
        if (frame.mayBeLatest()) {
            batch.add(SampleTable.LATEST_PACK, frame, id, 0, row -> keyAndReceipt(row)
                    .int2Array(pack.cellMillivolts(), PackSample.NO_READING)
                    .int2ArrayOrNull(pack.cellQuality())
                    .int2Array(pack.centiCelsius(), PackSample.NO_READING));
        }
        if (spread != null) {
            addLatest(Role.CELL_DIFFERENTIAL, spread.differentialMillivolts(), frameQuality);
            addLatest(Role.DERIVED_MAX_CELL, spread.maxMillivolts(), frameQuality);
            addLatest(Role.DERIVED_MIN_CELL, spread.minMillivolts(), frameQuality);
            addLatest(Role.DERIVED_MAX_CELL_NUMBER, spread.maxCell(), frameQuality);
            addLatest(Role.DERIVED_MIN_CELL_NUMBER, spread.minCell(), frameQuality);
        }
        addLatest(Role.CELLS_USED, pack.cellsUsed(), frameQuality);
    }

    private void addBms(BmsSample bms, @Nullable Integer largestPackId) {
        batch.add(SampleTable.BMS_SAMPLE, frame, id, 0, row -> keyAndReceipt(row)
                .int2(frame.flags())
                .int2(bms.quality())
                .int4OrNull(bms.voltageMillivolts())
                .int4OrNull(bms.currentMilliamps())
                .int4OrNull(bms.socMillipercent())
                .int4OrNull(bms.sohMillipercent())
                .int4OrNull(bms.remainingWattHours())
                .int2OrNull(bms.largestDifferentialMillivolts())
                .int4OrNull(largestPackId)
                .int2OrNull(bms.spanMillivolts()));
        addLatest(Role.VOLTAGE, bms.voltageMillivolts(), bms.quality());
        addLatest(Role.CURRENT, bms.currentMilliamps(), bms.quality());
        addLatest(Role.SOC, bms.socMillipercent(), bms.quality());
        addLatest(Role.SOH, bms.sohMillipercent(), bms.quality());
        addLatest(Role.REMAINING_ENERGY, bms.remainingWattHours(), bms.quality());
        addLatest(Role.LARGEST_DIFFERENTIAL, bms.largestDifferentialMillivolts(), frameQuality);
        addLatest(Role.SERIES_SPAN, bms.spanMillivolts(), frameQuality);
    }

    private void addPoint(DeviceSamples.PointSample point) {
        batch.add(SampleTable.POINT_SAMPLE, frame, id, point.pointId(), row -> row.int4(id)
                .int4(point.pointId())
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .int8(point.value())
                .int2(point.quality()));
        addLatest(point.pointId(), point.value(), null, point.quality());
    }

    private void addText(DeviceSamples.PointText text) {
        batch.add(SampleTable.POINT_TEXT, frame, id, text.pointId(), row -> row.int4(id)
                .int4(text.pointId())
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .text(text.text()));
        addLatest(text.pointId(), null, text.text(), frameQuality);
    }

    private void addQuarantined(DeviceSamples.QuarantinedPoint point) {
        batch.add(SampleTable.POINT_QUARANTINE, frame, id, point.pointId(), row -> row.int4(id)
                .int8(point.pointId())
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .int8OrNull(point.unscaled())
                .int2OrNull(point.scale())
                .textOrNull(point.text()));
    }

    private void addLatest(Role role, @Nullable Integer value, int quality) {
        MeasuringPoint point = catalogue.byRole(type, role);
        if (point != null && value != null) {
            addLatest(point.id(), Long.valueOf(value), null, quality);
        }
    }

    private void addLatest(int pointId, @Nullable Long value, @Nullable String text, int quality) {
        if (frame.mayBeLatest()) {
            batch.add(SampleTable.LATEST, frame, id, pointId, row -> row.int4(id)
                    .int4(pointId)
                    .timestamp(frame.observedAtMillis())
                    .timestamp(frame.receivedAtMillis())
                    .uuid(frame.precedenceHigh(), frame.precedenceLow())
                    .int8OrNull(value)
                    .textOrNull(text)
                    .int2(quality));
        }
    }

    private CopyBuffer keyAndReceipt(CopyBuffer row) {
        return row.int4(id)
                .timestamp(frame.observedAtMillis())
                .timestamp(frame.receivedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow());
    }
}
