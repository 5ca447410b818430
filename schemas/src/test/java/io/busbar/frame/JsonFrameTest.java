package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame.Reading;
import io.busbar.frame.Frame.Temperature;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Quality;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFrameTest {

    private static final String BMS =
            "{'observedAt':'2024-02-03T01:44:00Z','devices':[{'sn':'B','type':'BMS/Dyness/High Voltage','points':{%s}}]}";
    private static final String PACK =
            "{'observedAt':'2024-02-03T01:44:00Z','devices':[{'sn':'P','type':'Batteries/Dyness/High Voltage',%s}]}";

    @Test
    void transcodesTheFriendlyFormOfTheThirtyCellsToTheirGoldenBytes() {
        String json =
                """
                {"observedAt":"2024-02-03T01:44:00Z","bootId":7,"sequence":42,
                 "devices":[{"sn":"54480022311170004","type":"BMS/Dyness/High Voltage","points":{"1000":"0.0","1100":"398.3","1400":"95","1500":"100"},
                   "packs":[{"sn":"54480022311170004-01","type":"Batteries/Dyness/High Voltage",
                     "cells":[3.318,3.320,3.320,3.321,3.320,3.320,3.320,3.320,3.321,3.321,3.321,3.320,3.320,3.320,3.320,3.320,3.320,3.320,3.320,3.320,3.320,3.320,3.318,3.320,3.320,3.320,3.320,3.320,3.321,3.318],
                     "temperatures":[13.7,13.9]}]}]}
                """;

        FrameOutcome outcome = new FrameGate(Catalogue.load())
                .json(GoldenFrame.THIRTY_CELLS.frame().loggerSerialNumber(), json.getBytes(StandardCharsets.UTF_8));

        assertThat(outcome).isInstanceOfSatisfying(FrameOutcome.Valid.class, valid -> assertThat(valid.frame())
                .containsExactly(GoldenFrame.THIRTY_CELLS.bytes()));
    }

    @Test
    void readsEveryField() {
        Frame frame = Gate.accepted(
                """
                {'devices':[{'packs':[{'temperatures':['-1.5',null],'estimatedCells':[2,'3'],'cells':['3.2',3.3,3.4],
                  'points':{'11100':3},'type':'Batteries/Dyness/High Voltage','sn':'P'}],
                  'points':{'T':'2024-02-03 09:44:00','50':2.01},'type':'BMS/Dyness/High Voltage','sn':'B'},
                 {'sn':'L','type':'Logger/Dyness/Logger'}],
                 'historical':true,'revision':'3','uptimeMillis':'61500','sequence':4294967295,'bootId':281474976710655,
                 'observedAt':'2024-02-03T09:44:00.123456+08:00'}
                """);

        assertThat(frame)
                .isEqualTo(new Frame(
                        "L",
                        281_474_976_710_655L,
                        4_294_967_295L,
                        1_706_924_640_123L,
                        61_500L,
                        3,
                        true,
                        List.of(
                                new Frame.Device(
                                        "B",
                                        1,
                                        Frame.Device.NO_PARENT,
                                        List.of(),
                                        List.of(new Frame.Text(1, "2024-02-03 09:44:00"), new Frame.Text(50, "2.01")),
                                        List.of(),
                                        List.of()),
                                new Frame.Device(
                                        "P",
                                        11,
                                        0,
                                        List.of(new Reading(11_100, 3, 0, 0)),
                                        List.of(),
                                        List.of(
                                                new Frame.Cell(3200, 0),
                                                new Frame.Cell(3300, Quality.ESTIMATED),
                                                new Frame.Cell(3400, Quality.ESTIMATED)),
                                        List.of(new Temperature(-150, 0), new Temperature(Temperature.ABSENT, 0))),
                                new Frame.Device(
                                        "L", 21, Frame.Device.NO_PARENT, List.of(), List.of(), List.of(), List.of()))));
    }

    @Test
    void takesAFrameWithoutATimeWhenBootIdSequenceAndUptimeStandForIt() {
        Frame frame = Gate.accepted(
                "{'bootId':0,'sequence':0,'uptimeMillis':0,'observedAt':null,'devices':[{'sn':'L','type':'Logger/Dyness/Logger'}]}");

        assertThat(frame.observedAtMillis()).isNull();
        assertThat(frame.bootId()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "398.3, 3983, 1",
        "'398.300', 3983, 1",
        "' 95 ', 95, 0",
        "0.0, 0, 0",
        "-0.000, 0, 0",
        "0e999999999, 0, 0",
        "1e3, 1000, 0",
        "1.5E-3, 15, 4",
        "+.5, 5, 1",
        "5., 5, 0",
        "9223372036854775807, 9223372036854775807, 0",
        "-9223372036854775808, -9223372036854775808, 0",
        "0.000000000001, 1, 12",
        "1.00000000000000000000000000000000000000000000000000, 1, 0",
    })
    void takesNumbersAsTheExactDecimalsTheyAre(String written, long unscaled, int scale) {
        assertThat(bms("'1100':'" + written + "'").readings()).containsExactly(new Reading(1100, unscaled, scale, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1234567890125, 123456789013, 12",
        "-0.0000000000005, -1, 12",
        "12345678.900000000372, 123456789000000004, 10",
        "999999999999999999.5, 1000000000000000000, 0",
    })
    void roundsAndMarksWhatIsFinerThanAReading(String written, long unscaled, int scale) {
        assertThat(bms("'1100':" + written).readings())
                .containsExactly(new Reading(1100, unscaled, scale, Quality.ROUNDED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "'  '"})
    void takesNothingForNoReading(String written) {
        Frame.Device device = bms("'1100':%s,'50':%s,'4000000000':%s".formatted(written, written, written));
        assertThat(device.readings()).isEmpty();
        assertThat(device.texts()).isEmpty();

        Frame.Device pack = pack("'cells':[3.2,%s],'temperatures':[%s,1]".formatted(written, written));
        assertThat(pack.cells()).containsExactly(new Frame.Cell(3200, 0), new Frame.Cell(65_535, 0));
        assertThat(pack.temperatures()).containsExactly(new Temperature(-32_768, 0), new Temperature(100, 0));
    }

    @Test
    void keepsPointsThatTheCatalogueDoesNotKnow() {
        Frame.Device device = bms("'4294967294':'1.50','7':'abc','8':'1e400','9':'NaN','11':'12345678901234567890.5'");

        assertThat(device.readings()).containsExactly(new Reading(4_294_967_294L, 15, 1, 0));
        assertThat(device.texts())
                .containsExactly(
                        new Frame.Text(7, "abc"),
                        new Frame.Text(8, "1e400"),
                        new Frame.Text(9, "NaN"),
                        new Frame.Text(11, "12345678901234567890.5"));
    }

    @Test
    void takesAPointUnderItsNumberForTheOneUnderItsLetters() {
        assertThat(bms("'1':'2024'").texts()).containsExactly(new Frame.Text(1, "2024"));
    }

    @Test
    void roundsAndMarksCellsAndTemperatures() {
        Frame.Device pack = pack(
                "'cells':[3.3185,3.31849999999999999999999999,'0.0',32.767],'temperatures':[13.705,-13.705,-327.67,327.67]");

        assertThat(pack.cells())
                .containsExactly(
                        new Frame.Cell(3319, Quality.ROUNDED),
                        new Frame.Cell(3318, Quality.ROUNDED),
                        new Frame.Cell(0, 0),
                        new Frame.Cell(32_767, 0));
        assertThat(pack.temperatures())
                .containsExactly(
                        new Temperature(1371, Quality.ROUNDED),
                        new Temperature(-1371, Quality.ROUNDED),
                        new Temperature(-32_767, 0),
                        new Temperature(32_767, 0));
    }

    private static Frame.Device bms(String points) {
        return Gate.accepted(BMS.formatted(points)).devices().get(0);
    }

    private static Frame.Device pack(String fields) {
        return Gate.accepted(PACK.formatted(fields)).devices().get(0);
    }
}
