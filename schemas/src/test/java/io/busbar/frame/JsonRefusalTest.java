package io.busbar.frame;

import static io.busbar.frame.BrokenJson.TIME;
import static io.busbar.frame.BrokenJson.frame;
import static io.busbar.frame.BrokenJson.point;
import static io.busbar.frame.Gate.assertJsonRefused;

import io.busbar.frame.FrameRejection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonRefusalTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            'abc'         | MALFORMED          | devices[0].points.1100 is not a decimal number: 'abc'
            'NaN'         | MALFORMED          | devices[0].points.1100 is not a decimal number: 'NaN'
            'Infinity'    | MALFORMED          | devices[0].points.1100 is not a decimal number: 'Infinity'
            '0x10'        | MALFORMED          | devices[0].points.1100 is not a decimal number: '0x10'
            '1 000'       | MALFORMED          | devices[0].points.1100 is not a decimal number: '1 000'
            '1,5'         | MALFORMED          | devices[0].points.1100 is not a decimal number: '1,5'
            '٣'           | MALFORMED          | devices[0].points.1100 is not a decimal number: '٣'
            '.'           | MALFORMED          | devices[0].points.1100 is not a decimal number: '.'
            1e400         | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e400'
            '-1e400'      | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '-1e400'
            1e-400        | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e-400'
            1e999999999   | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e999999999'
            1e-2147483648 | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e-2147483648'
            1e99999999999 | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e99999999999'
            1e41          | VALUE_OUT_OF_RANGE | devices[0].points.1100 is larger or finer than any reading: '1e41'
            1e40          | VALUE_OUT_OF_RANGE | devices[0].points.1100 does not fit 64 bits: '1e40'
            9223372036854775808 | VALUE_OUT_OF_RANGE | devices[0].points.1100 does not fit 64 bits: '9223372036854775808'
            NaN           | MALFORMED          | devices[0].points.1100: NaN is not JSON
            -Infinity     | MALFORMED          | devices[0].points.1100: -Infinity is not JSON
            true          | MALFORMED          | devices[0].points.1100 is neither a number, a string nor null
            [95]          | MALFORMED          | devices[0].points.1100 is neither a number, a string nor null
            {}            | MALFORMED          | devices[0].points.1100 is neither a number, a string nor null
            """)
    void refusesWhatIsNoReading(String value, Reason reason, String detail) {
        assertJsonRefused(point(value), reason, detail);
    }

    @Test
    void refusesTextThatEndsTooEarly() {
        assertJsonRefused(
                "{\n'devices':[",
                Reason.MALFORMED,
                "not JSON at line 2, column 12: Unexpected end-of-input: expected close marker for Array");
        assertJsonRefused(
                "{'devices':[{'sn':'D",
                Reason.MALFORMED,
                "not JSON at line 1, column 21: Unexpected end-of-input: was expecting closing quote for a string value");
    }

    @Test
    void refusesANumberLongerThanAnyReading() {
        String digits = "0".repeat(64) + "1";

        assertJsonRefused(
                point("'" + digits + "'"),
                Reason.VALUE_OUT_OF_RANGE,
                "devices[0].points.1100 is larger or finer than any reading: '" + digits + "'");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            01    | not JSON at line 1, column 110: Invalid numeric value: Leading zeroes not allowed
            zero  | not JSON at line 1, column 109: Unrecognized token 'zero': was expecting (JSON String, Number (or 'NaN'/'+INF'/'-INF'), Array, Object or token 'null', 'true' or 'false')
            1}    | not JSON at line 1, column 112: Unexpected close marker '}': expected ']'
            """)
    void refusesWhatIsNotJson(String value, String detail) {
        assertJsonRefused(point(value), Reason.MALFORMED, detail);
    }

    static Stream<Arguments> brokenFrames() {
        return Stream.of(
                Arguments.of("[]", Reason.MALFORMED, "frame is not a JSON object"),
                Arguments.of("", Reason.MALFORMED, "frame is not a JSON object"),
                Arguments.of("null", Reason.MALFORMED, "frame is not a JSON object"),
                Arguments.of(frame(TIME) + "{}", Reason.MALFORMED, "text after the end of the frame"),
                Arguments.of(
                        frame(TIME + ",'observedat':1"),
                        Reason.MALFORMED,
                        "unknown field 'observedat', allowed: observedAt, bootId, sequence, uptimeMillis, revision, historical, devices"),
                Arguments.of(frame(TIME + "," + TIME), Reason.MALFORMED, "observedAt is there twice"),
                Arguments.of(
                        frame("'bootId':1,'sequence':2"),
                        Reason.TIME_MISSING,
                        "a frame without observedAt must have bootId, sequence and uptimeMillis"),
                Arguments.of(
                        frame("'observedAt':'1999-12-31T23:59:59.999Z'"),
                        Reason.TIME_OUT_OF_RANGE,
                        "observedAt 946684799999 ms is not between 2000-01-01 and 2100-01-01"),
                Arguments.of(
                        frame("'observedAt':'2100-01-01T00:00:00.001Z'"),
                        Reason.TIME_OUT_OF_RANGE,
                        "observedAt 4102444800001 ms is not between 2000-01-01 and 2100-01-01"),
                notATime("+999999999-12-31T00:00:00Z"),
                notATime("2024-02-03 01:44:00"),
                notATime("2024-02-03T01:44:00"),
                notATime("2024-02-30T01:44:00Z"),
                notATime("1706924640000"),
                notATime(""),
                Arguments.of(
                        frame("'observedAt':true"),
                        Reason.MALFORMED,
                        "observedAt is neither a number, a string nor null"),
                Arguments.of(
                        frame(TIME + ",'bootId':281474976710656"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "bootId out of range: 281474976710656, allowed: 0 to 281474976710655"),
                Arguments.of(
                        frame(TIME + ",'sequence':-1"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "sequence out of range: -1, allowed: 0 to 4294967295"),
                Arguments.of(
                        frame(TIME + ",'uptimeMillis':'3155760000001'"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "uptimeMillis out of range: 3155760000001, allowed: 0 to 3155760000000"),
                Arguments.of(
                        frame(TIME + ",'revision':65536"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "revision out of range: 65536, allowed: 0 to 65535"),
                Arguments.of(frame(TIME + ",'revision':null"), Reason.MALFORMED, "revision is null"),
                Arguments.of(frame(TIME + ",'bootId':1.5"), Reason.MALFORMED, "bootId is not a whole number: '1.5'"),
                Arguments.of(
                        frame(TIME + ",'bootId':1e20"),
                        Reason.VALUE_OUT_OF_RANGE,
                        "bootId does not fit 64 bits: '1e20'"),
                Arguments.of(frame(TIME + ",'sequence':''"), Reason.MALFORMED, "sequence is not a decimal number: ''"),
                Arguments.of(
                        frame(TIME + ",'historical':'true'"), Reason.MALFORMED, "historical is neither true nor false"),
                Arguments.of("{" + TIME + "}", Reason.VALUE_OUT_OF_RANGE, "devices out of range: 0, allowed: 1 to 256"),
                Arguments.of("{'devices':{}}", Reason.MALFORMED, "devices is not a list of devices"),
                Arguments.of("{'devices':[7]}", Reason.MALFORMED, "devices[0] is not a device"));
    }

    private static Arguments notATime(String text) {
        return Arguments.of(
                frame("'observedAt':'" + text + "'"),
                Reason.MALFORMED,
                "observedAt is not an RFC 3339 time such as 2024-02-03T01:44:00Z: '" + text + "'");
    }

    @ParameterizedTest
    @MethodSource("brokenFrames")
    void refusesWithAReason(String json, Reason reason, String detail) {
        assertJsonRefused(json, reason, detail);
    }

    @Test
    void refusesTextLongerThanAFrame() {
        assertJsonRefused(new byte[65_537], Reason.TOO_LARGE, "frame longer than limit: length=65537, limit=65536");
    }

    @Test
    void refusesTextWhoseBinaryFormIsLongerThanAFrame() {
        String points = IntStream.range(0, 1000).mapToObj(i -> "'" + i + "':1").collect(Collectors.joining(","));
        String json = "{" + TIME + ",'devices':["
                + IntStream.range(0, 7)
                        .mapToObj(i -> "{'sn':'D%d','type':'Logger/Dyness/Logger','points':{%s}}".formatted(i, points))
                        .collect(Collectors.joining(","))
                + "]}";

        assertJsonRefused(
                json, Reason.TOO_LARGE, "binary form of the frame longer than limit: length=98215, limit=65536");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        assertJsonRefused(
                "{\"\u00e4\":1}".getBytes(StandardCharsets.ISO_8859_1), Reason.MALFORMED, "frame is not UTF-8");
        // A slash and half of a surrogate pair, each encoded in a way that UTF-8 forbids.
        assertJsonRefused(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"'}, Reason.MALFORMED, "frame is not UTF-8");
        assertJsonRefused(
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                Reason.MALFORMED,
                "frame is not UTF-8");
    }

    @Test
    void quotesWhatWasSentSoThatItCanBeLoggedAndSentBack() {
        assertJsonRefused(
                frame("'observedAt':'a\\ud800\\u0000\\n\\u202eb'"),
                Reason.MALFORMED,
                "observedAt is not an RFC 3339 time such as 2024-02-03T01:44:00Z: 'a\ufffd\ufffd\ufffd\ufffdb'");
    }
}
