package io.busbar.frame;

import io.busbar.measure.Quality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A golden file and what it means, as values. Immutable. */
record GoldenFrame(String file, Frame frame) {

    static final String EACH = "io.busbar.frame.GoldenFrame#all";

    static final GoldenFrame THIRTY_CELLS = new GoldenFrame(
            "thirty-cells.hex",
            new Frame(
                    "R07E7A46681B0004",
                    7L,
                    42L,
                    1_706_924_640_000L,
                    null,
                    0,
                    false,
                    List.of(
                            new Frame.Device(
                                    "54480022311170004",
                                    1,
                                    Frame.Device.NO_PARENT,
                                    List.of(
                                            new Frame.Reading(1000, 0, 0, 0),
                                            new Frame.Reading(1100, 3983, 1, 0),
                                            new Frame.Reading(1400, 95, 0, 0),
                                            new Frame.Reading(1500, 100, 0, 0)),
                                    List.of(),
                                    List.of(),
                                    List.of()),
                            new Frame.Device(
                                    "54480022311170004-01",
                                    11,
                                    0,
                                    List.of(),
                                    List.of(),
                                    cells(
                                            3318, 3320, 3320, 3321, 3320, 3320, 3320, 3320, 3321, 3321, 3321, 3320,
                                            3320, 3320, 3320, 3320, 3320, 3320, 3320, 3320, 3320, 3320, 3318, 3320,
                                            3320, 3320, 3320, 3320, 3321, 3318),
                                    List.of(new Frame.Temperature(1370, 0), new Frame.Temperature(1390, 0))))));

    static final GoldenFrame WITHOUT_CLOCK = new GoldenFrame(
            "without-clock.hex",
            new Frame(
                    "R07E7A466813000D",
                    7L,
                    42L,
                    null,
                    61_500L,
                    0,
                    false,
                    List.of(
                            new Frame.Device(
                                    "R07E6A4668090028-BDU",
                                    1,
                                    Frame.Device.NO_PARENT,
                                    List.of(new Frame.Reading(1000, -123, 1, 0)),
                                    List.of(new Frame.Text(50, "V2.01")),
                                    List.of(),
                                    List.of()),
                            new Frame.Device(
                                    "R07E6A4668090028-BDU-01",
                                    11,
                                    0,
                                    List.of(),
                                    List.of(),
                                    cells(3318, 3321),
                                    List.of(new Frame.Temperature(-150, 0))))));

    static final GoldenFrame ESTIMATED_CELL = new GoldenFrame(
            "estimated-cell.hex",
            new Frame(
                    "R07E7A46681B0004",
                    null,
                    null,
                    1_771_452_573_000L,
                    null,
                    1,
                    true,
                    List.of(new Frame.Device(
                            "0106032412230990",
                            12,
                            Frame.Device.NO_PARENT,
                            List.of(
                                    new Frame.Reading(10_200, 16, 0, 0),
                                    new Frame.Reading(13_400, -14, 1, 0),
                                    new Frame.Reading(13_500, 5119, 2, 0)),
                            List.of(
                                    new Frame.Text(10_100, "DL5.0C µ7"),
                                    new Frame.Text(10_150, "R07E7A46681B0004-BMS")),
                            with(
                                    cells(
                                            3204, 3201, 3199, 3200, 3200, 3200, 3200, 3200, 3200, 3200, 3200, 3200,
                                            3200, 3200, 3200, 3194),
                                    3,
                                    new Frame.Cell(3199, Quality.ESTIMATED)),
                            List.of(new Frame.Temperature(2210, 0), new Frame.Temperature(2170, 0))))));

    static final GoldenFrame ABSENT_CELLS = new GoldenFrame(
            "absent-cells.hex",
            new Frame(
                    "R07E7A46681B0004",
                    281_474_976_710_655L,
                    4_294_967_295L,
                    4_102_444_800_000L,
                    0L,
                    65_535,
                    false,
                    List.of(
                            new Frame.Device(
                                    "Stack100", 1, Frame.Device.NO_PARENT, List.of(), List.of(), List.of(), List.of()),
                            new Frame.Device(
                                    "Stack100.01",
                                    11,
                                    0,
                                    List.of(new Frame.Reading(11_100, 16, 0, 0)),
                                    List.of(),
                                    with(
                                            cells(
                                                    3330, 3331, 3330, 3330, 65_535, 3330, 3330, 3330, 3330, 3330, 3330,
                                                    3330, 3330, 3330, 3330, 3330, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                                    0),
                                            2,
                                            new Frame.Cell(3331, Quality.ROUNDED)),
                                    List.of(
                                            new Frame.Temperature(2150, Quality.ROUNDED),
                                            new Frame.Temperature(Frame.Temperature.ABSENT, 0))))));

    static List<GoldenFrame> all() {
        return List.of(THIRTY_CELLS, WITHOUT_CLOCK, ESTIMATED_CELL, ABSENT_CELLS);
    }

    byte[] bytes() {
        return HexFile.read(file);
    }

    @Override
    public String toString() {
        return file;
    }

    private static List<Frame.Cell> cells(int... millivolts) {
        List<Frame.Cell> cells = new ArrayList<>();
        for (int value : millivolts) {
            cells.add(new Frame.Cell(value, Quality.GOOD));
        }
        return cells;
    }

    private static List<Frame.Cell> with(List<Frame.Cell> cells, int number, Frame.Cell cell) {
        List<Frame.Cell> changed = new ArrayList<>(cells);
        changed.set(number - 1, cell);
        return Collections.unmodifiableList(changed);
    }
}
