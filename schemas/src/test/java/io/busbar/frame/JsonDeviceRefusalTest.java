package io.busbar.frame;

import static io.busbar.frame.BrokenJson.LOGGER_DEVICE;
import static io.busbar.frame.BrokenJson.TIME;
import static io.busbar.frame.BrokenJson.device;
import static io.busbar.frame.BrokenJson.pack;
import static io.busbar.frame.BrokenJson.points;
import static io.busbar.frame.Gate.assertJsonRefused;

import io.busbar.frame.FrameRejection.Reason;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever can be wrong with the devices of a JSON frame. */
class JsonDeviceRefusalTest {

    static Stream<Arguments> brokenDevices() {
        return Stream.of(
                Arguments.of(
                        device("'serial':'B'"),
                        Reason.MALFORMED,
                        "unknown field 'devices[0].serial', allowed: sn, type, points, cells, temperatures, estimatedCells, packs"),
                Arguments.of(device("'type':'Logger/Dyness/Logger'"), Reason.MALFORMED, "devices[0].sn is missing"),
                Arguments.of(device("'sn':'D'"), Reason.MALFORMED, "devices[0].type is missing"),
                Arguments.of(device("'sn':null"), Reason.MALFORMED, "devices[0].sn is not a string"),
                Arguments.of(device("'sn':'D','sn':'E'"), Reason.MALFORMED, "devices[0].sn is there twice"),
                Arguments.of(
                        device("'sn':'a b','type':'Logger/Dyness/Logger'"),
                        Reason.MALFORMED,
                        "serial number of device 0 is not 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit: 'a b'"),
                Arguments.of(
                        device("'sn':'D','type':'bms'"),
                        Reason.UNKNOWN_DEVICE_TYPE,
                        "devices[0].type 'bms' is none of [BMS/Dyness/High Voltage, BMS/Dyness/Low Voltage, BMS/Dyness/Junior Box, "
                                + "Batteries/Dyness/High Voltage, Batteries/Dyness/Low Voltage, Logger/Dyness/Logger]"),
                Arguments.of(
                        "{" + TIME + ",'devices':[" + LOGGER_DEVICE + "," + LOGGER_DEVICE + "]}",
                        Reason.DUPLICATE_DEVICE,
                        "device 'D' is in the frame twice"),
                Arguments.of(
                        points("'1400':'95','1400':null"),
                        Reason.DUPLICATE_POINT,
                        "devices[0].points.1400 is there twice"),
                Arguments.of(points("'T':'x','1':'y'"), Reason.DUPLICATE_POINT, "device 'B': point 1 is there twice"),
                noPointId("SOC"),
                noPointId("01400"),
                noPointId("+1400"),
                noPointId("-1"),
                noPointId("١"),
                noPointId("10000000000"),
                noPointId(""),
                Arguments.of(
                        points("'4294967295':1"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].points.4294967295: point id out of range: 4294967295, allowed: 0 to 4294967294"),
                Arguments.of(
                        points("'50':'" + "µ".repeat(33) + "'"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "device 'B': length of the text of point 50 in bytes out of range: 66, allowed: 0 to 64"),
                Arguments.of(
                        points("'50':'a\\ud83d'"),
                        Reason.MALFORMED,
                        "device 'B': text of point 50 contains half of a character"),
                Arguments.of(
                        points("'50':'a\\u0000b'"),
                        Reason.MALFORMED,
                        "device 'B': text of point 50 contains a NUL character"),
                Arguments.of(
                        pack("'cells':[3.2,'x']"),
                        Reason.MALFORMED,
                        "devices[0].cells[1] is not a decimal number: 'x'"),
                Arguments.of(
                        pack("'cells':[[3.2]]"),
                        Reason.MALFORMED,
                        "devices[0].cells[0] is neither a number, a string nor null"),
                Arguments.of(pack("'cells':3.2"), Reason.MALFORMED, "devices[0].cells is not a list of numbers"),
                Arguments.of(
                        pack("'cells':[-0.001]"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].cells[0] out of range: -0.001, allowed: 0.000 to 32.767"),
                Arguments.of(
                        pack("'cells':[3.2,32.7675]"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].cells[1] out of range: 32.7675, allowed: 0.000 to 32.767"),
                Arguments.of(
                        pack("'cells':[1e999999999]"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].cells[0] is larger or finer than any reading: '1e999999999'"),
                Arguments.of(
                        pack("'temperatures':['-327.68']"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].temperatures[0] out of range: -327.68, allowed: -327.67 to 327.67"),
                Arguments.of(
                        pack("'cells':[3.2],'estimatedCells':[2]"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].estimatedCells[0] is none of the cell numbers 1 to 1: 2"),
                Arguments.of(
                        pack("'cells':[3.2],'estimatedCells':[null]"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "devices[0].estimatedCells[0] is none of the cell numbers 1 to 1: null"),
                Arguments.of(
                        pack("'cells':[3.2],'points':{'11300':3.3}"),
                        Reason.MALFORMED,
                        "device 'P': point 11300 is cell 2, which is in the list of cells too"),
                Arguments.of(
                        pack("'temperatures':[20],'points':{'14300':20}"),
                        Reason.MALFORMED,
                        "device 'P': point 14300 is temperature 1, which is in the list of temperatures too"),
                Arguments.of(
                        device("'sn':'B','type':'BMS/Dyness/Low Voltage','cells':[3.2]"),
                        Reason.MALFORMED,
                        "device 'B': only Batteries have cells and temperatures, not BMS/Dyness/Low Voltage"),
                Arguments.of(
                        device("'sn':'P','type':'Batteries/Dyness/Low Voltage','packs':[" + LOGGER_DEVICE + "]"),
                        Reason.MALFORMED,
                        "device 'D': only Batteries are part of a device, and that device is a BMS"));
    }

    private static Arguments noPointId(String id) {
        return Arguments.of(
                points("'" + id + "':1"),
                Reason.MALFORMED,
                "devices[0].points." + id + ": '" + id + "' is no point id");
    }

    @ParameterizedTest
    @MethodSource("brokenDevices")
    void refusesWithAReason(String json, Reason reason, String detail) {
        assertJsonRefused(json, reason, detail);
    }

    @Test
    void refusesDeepNestingAtTheFirstLevelThatMeansNothing() {
        assertJsonRefused(
                device("'packs':[{'packs':[{'packs':[{'packs':[{'packs':[]}]}]}]}]"),
                Reason.MALFORMED,
                "devices[0].packs[0].packs: what is part of a device has no packs of its own");
        assertJsonRefused(
                "{'x':" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
                Reason.MALFORMED,
                "unknown field 'x', allowed: observedAt, bootId, sequence, uptimeMillis, revision, historical, devices");
    }

    @Test
    void refusesMoreThanTheLimits() {
        assertJsonRefused(
                "{" + TIME + ",'devices':["
                        + IntStream.range(0, 257)
                                .mapToObj(i -> "{'sn':'D" + i + "','type':'Logger/Dyness/Logger'}")
                                .collect(Collectors.joining(","))
                        + "]}",
                Reason.VALUE_OUT_OF_RANGE,
                "devices[256] is one device more than 256");
        assertJsonRefused(
                points(IntStream.range(0, 1025)
                        .mapToObj(i -> "'" + (20_000 + i) + "':1")
                        .collect(Collectors.joining(","))),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': points out of range: 1025, allowed: 0 to 1024");
        assertJsonRefused(
                pack("'cells':[" + "3,".repeat(512) + "3]"),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'P': cells out of range: 513, allowed: 0 to 512");
        assertJsonRefused(
                pack("'temperatures':[" + "3,".repeat(128) + "3]"),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'P': temperatures out of range: 129, allowed: 0 to 128");
    }
}
