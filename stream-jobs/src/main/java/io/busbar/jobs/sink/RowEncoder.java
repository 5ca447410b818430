package io.busbar.jobs.sink;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import org.jspecify.annotations.Nullable;

/** Writes the rows of devices straight into a batch's buffers, each in the column order of its table. Confined to one thread. */
final class RowEncoder {

    private final CopyBuffer packs;
    private final CopyBuffer bmss;
    private final CopyBuffer points;
    private final CopyBuffer texts;
    private final CopyBuffer quarantine;
    private final CopyBuffer rejections;

    RowEncoder(Batch batch) {
        packs = batch.rows(SampleTable.PACK_SAMPLE);
        bmss = batch.rows(SampleTable.BMS_SAMPLE);
        points = batch.rows(SampleTable.POINT_SAMPLE);
        texts = batch.rows(SampleTable.POINT_TEXT);
        quarantine = batch.rows(SampleTable.POINT_QUARANTINE);
        rejections = batch.rows(SampleTable.ROW_REJECTION);
    }

    /**
     * Adds all rows of the device.
     *
     * @param largestPackId the pack that the largest differential of a BMS belongs to
     */
    void add(FrameSamples frame, DeviceSamples device, int id, @Nullable Integer largestPackId) {
        if (device.pack() != null) {
            addPack(frame, device.pack(), id);
        }
        if (device.bms() != null) {
            addBms(frame, device.bms(), id, largestPackId);
        }
        if (device.points().size() > 0) {
            addPoints(frame, device.points(), id);
        }
        for (DeviceSamples.PointText text : device.texts()) {
            pointKey(texts.row(SampleTable.POINT_TEXT.columnCount()), frame, id, text.pointId())
                    .text(text.text());
        }
        for (DeviceSamples.QuarantinedPoint point : device.quarantined()) {
            addQuarantined(frame, point, id);
        }
    }

    void addRejection(FrameSamples frame, String deviceSerialNumber, String reason, String detail) {
        rejections
                .row(SampleTable.ROW_REJECTION.columnCount())
                .int4(frame.kafkaPartition())
                .int8(frame.kafkaOffset())
                .text(deviceSerialNumber)
                .text(frame.loggerSerialNumber())
                .timestamp(frame.observedAtMillis())
                .text(reason)
                .text(detail);
    }

    private void addPack(FrameSamples frame, PackSample pack, int id) {
        CopyBuffer row = keyAndReceipt(packs.row(SampleTable.PACK_SAMPLE.columnCount()), frame, id)
                .int2(frame.storedFlags())
                .bytes(pack.cellMillivolts())
                .bytesOrNull(pack.cellQuality())
                .bytes(pack.centiCelsius());
        CellSpread spread = pack.spread();
        if (spread == null) {
            row.none().none().none().none().none();
        } else {
            row.int2(spread.differentialMillivolts())
                    .int2(spread.maxMillivolts())
                    .int2(spread.minMillivolts())
                    .int2(spread.maxCell())
                    .int2(spread.minCell());
        }
        row.int2(pack.cellsUsed()).int2(pack.cellsExpected());
    }

    private void addBms(FrameSamples frame, BmsSample bms, int id, @Nullable Integer largestPackId) {
        keyAndReceipt(bmss.row(SampleTable.BMS_SAMPLE.columnCount()), frame, id)
                .int2(frame.storedFlags())
                .int2(bms.quality())
                .int4OrNull(bms.voltageMillivolts())
                .int4OrNull(bms.currentMilliamps())
                .int4OrNull(bms.socMillipercent())
                .int4OrNull(bms.sohMillipercent())
                .int4OrNull(bms.remainingWattHours())
                .int2OrNull(bms.largestDifferentialMillivolts())
                .int4OrNull(largestPackId)
                .int2OrNull(bms.spanMillivolts());
    }

    private void addPoints(FrameSamples frame, PointSamples samples, int id) {
        points.row(SampleTable.POINT_SAMPLE.columnCount())
                .int4(id)
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .int4Array(samples.ids())
                .int8Array(samples.values())
                .int2ArrayOrNull(samples.quality());
    }

    private void addQuarantined(FrameSamples frame, DeviceSamples.QuarantinedPoint point, int id) {
        quarantine
                .row(SampleTable.POINT_QUARANTINE.columnCount())
                .int4(id)
                .int8(point.pointId())
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow())
                .int8OrNull(point.unscaled())
                .int2OrNull(point.scale())
                .textOrNull(point.text());
    }

    private static CopyBuffer keyAndReceipt(CopyBuffer row, FrameSamples frame, int id) {
        return row.int4(id)
                .timestamp(frame.observedAtMillis())
                .timestamp(frame.receivedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow());
    }

    private static CopyBuffer pointKey(CopyBuffer row, FrameSamples frame, int id, int pointId) {
        return row.int4(id)
                .int4(pointId)
                .timestamp(frame.observedAtMillis())
                .uuid(frame.precedenceHigh(), frame.precedenceLow());
    }
}
