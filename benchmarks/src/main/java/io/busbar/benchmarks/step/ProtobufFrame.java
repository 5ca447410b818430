package io.busbar.benchmarks.step;

import io.busbar.benchmarks.protobuf.Device;
import io.busbar.benchmarks.protobuf.LoggerFrame;
import io.busbar.benchmarks.protobuf.Point;
import io.busbar.benchmarks.protobuf.Text;
import io.busbar.frame.Frame;
import io.busbar.measure.Quality;

/** A frame in the protobuf form: everything that the binary form says but the checksum. Stateless. */
final class ProtobufFrame {

    private ProtobufFrame() {}

    static byte[] encode(Frame frame) {
        LoggerFrame.Builder out = LoggerFrame.newBuilder()
                .setLoggerSerialNumber(frame.loggerSerialNumber())
                .setRevision(frame.revision())
                .setHistorical(frame.historical());
        if (frame.bootId() != null) {
            out.setBootId(frame.bootId());
        }
        if (frame.sequence() != null) {
            out.setSequence(frame.sequence());
        }
        if (frame.observedAtMillis() != null) {
            out.setObservedAtMillis(frame.observedAtMillis());
        }
        if (frame.uptimeMillis() != null) {
            out.setUptimeMillis(frame.uptimeMillis());
        }
        frame.devices().forEach(device -> out.addDevices(device(device)));
        return out.build().toByteArray();
    }

    private static Device device(Frame.Device device) {
        Device.Builder out = Device.newBuilder().setTypeCode(device.typeCode()).setSerialNumber(device.serialNumber());
        if (device.parentIndex() != Frame.Device.NO_PARENT) {
            out.setParentIndex(device.parentIndex());
        }
        for (Frame.Reading reading : device.readings()) {
            out.addPoints(Point.newBuilder()
                    .setPointId((int) reading.pointId())
                    .setUnscaled(reading.unscaled())
                    .setScale(reading.scale())
                    .setQuality(reading.quality()));
        }
        for (Frame.Text text : device.texts()) {
            out.addTexts(Text.newBuilder().setPointId((int) text.pointId()).setText(text.text()));
        }
        device.cells().forEach(cell -> out.addCellMillivolts(cell.millivolts()));
        if (device.cells().stream().anyMatch(cell -> cell.quality() != Quality.GOOD)) {
            device.cells().forEach(cell -> out.addCellQualities(cell.quality()));
        }
        device.temperatures().forEach(temperature -> out.addCentiCelsius(temperature.centiCelsius()));
        if (device.temperatures().stream().anyMatch(temperature -> temperature.quality() != Quality.GOOD)) {
            device.temperatures().forEach(temperature -> out.addTemperatureQualities(temperature.quality()));
        }
        return out.build();
    }
}
