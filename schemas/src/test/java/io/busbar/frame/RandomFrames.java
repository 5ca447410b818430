package io.busbar.frame;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes frames that the gate lets in, as odd as they come, in the same order for the same seed. Confined to one test. */
final class RandomFrames {

    private static final String LETTERS = "AZaz09._-";
    private static final String[] TEXTS = {"x", "V2.01", "压差", "🔋🔋", "a\"b\\c\n", " padded ", "µ".repeat(32), "1,5"};
    private static final int[] LOGGER_QUALITIES = {
        Quality.GOOD, Quality.ESTIMATED, Quality.ROUNDED, Quality.ESTIMATED | Quality.ROUNDED
    };

    private final Random random;
    private final Catalogue catalogue;
    private final boolean friendly;

    private RandomFrames(long seed, Catalogue catalogue, boolean friendly) {
        this.random = new Random(seed);
        this.catalogue = catalogue;
        this.friendly = friendly;
    }

    /** All that the binary form can say. */
    static RandomFrames any(long seed, Catalogue catalogue) {
        return new RandomFrames(seed, catalogue, false);
    }

    /** Only what the JSON form can say as well, and in its order: packs follow their BMS. */
    static RandomFrames friendly(long seed, Catalogue catalogue) {
        return new RandomFrames(seed, catalogue, true);
    }

    Frame next() {
        boolean hasClock = random.nextInt(4) > 0;
        return new Frame(
                serialNumber(0),
                number(FrameLimits.MAX_BOOT_ID, !hasClock),
                number(FrameLimits.MAX_SEQUENCE, !hasClock),
                hasClock ? between(FrameLimits.EARLIEST_MILLIS, FrameLimits.LATEST_MILLIS) : null,
                number(FrameLimits.MAX_UPTIME_MILLIS, !hasClock),
                random.nextBoolean() ? 0 : random.nextInt(FrameLimits.MAX_REVISION + 1),
                random.nextBoolean(),
                devices());
    }

    private List<Frame.Device> devices() {
        List<Frame.Device> devices = new ArrayList<>();
        int bms = Frame.Device.NO_PARENT;
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            DeviceType type = catalogue
                    .deviceTypes()
                    .get(random.nextInt(catalogue.deviceTypes().size()));
            boolean isPart = type.category() == Category.BATTERIES && bms >= 0 && random.nextInt(4) > 0;
            devices.add(device(type, devices.size() + 1, isPart ? bms : Frame.Device.NO_PARENT));
            if (type.category() == Category.BMS) {
                bms = devices.size() - 1;
            } else if (friendly && !isPart) {
                bms = Frame.Device.NO_PARENT;
            }
        }
        return devices;
    }

    private Frame.Device device(DeviceType type, int number, int parentIndex) {
        boolean isPack = type.category() == Category.BATTERIES;
        List<Frame.Cell> cells = new ArrayList<>();
        for (int left = isPack ? random.nextInt(40) : 0; left > 0; left--) {
            cells.add(cell());
        }
        List<Frame.Temperature> temperatures = new ArrayList<>();
        for (int left = isPack ? random.nextInt(8) : 0; left > 0; left--) {
            temperatures.add(temperature());
        }
        List<Frame.Reading> readings = new ArrayList<>();
        List<Frame.Text> texts = new ArrayList<>();
        Set<Long> used = new HashSet<>();
        for (int left = random.nextInt(20); left > 0; left--) {
            MeasuringPoint known = random.nextInt(3) > 0 ? knownPoint(type) : null;
            long id = known == null ? between(0, FrameLimits.MAX_POINT_ID) : known.id();
            boolean inList = known != null
                    && ((known.role() == Role.CELL_VOLTAGE && !cells.isEmpty())
                            || (known.role() == Role.TEMPERATURE && !temperatures.isEmpty()));
            if (inList || !used.add(id)) {
                continue;
            }
            boolean isText = (known != null && friendly) ? known.kind() == ValueKind.TEXT : random.nextInt(4) == 0;
            if (isText) {
                texts.add(new Frame.Text(id, TEXTS[random.nextInt(TEXTS.length)]));
            } else {
                readings.add(reading(id));
            }
        }
        return new Frame.Device(serialNumber(number), type.code(), parentIndex, readings, texts, cells, temperatures);
    }

    private @Nullable MeasuringPoint knownPoint(DeviceType type) {
        List<MeasuringPoint> points = catalogue.points(type);
        return points.isEmpty() ? null : points.get(random.nextInt(points.size()));
    }

    private Frame.Reading reading(long id) {
        long unscaled = random.nextBoolean() ? random.nextInt(2_000_000) - 1_000_000 : random.nextLong();
        int scale = random.nextInt(FrameLimits.MAX_SCALE + 1);
        if (!friendly) {
            return new Frame.Reading(id, unscaled, scale, loggerQuality());
        }
        BigDecimal shortest = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
        return shortest.scale() < 0
                ? new Frame.Reading(id, shortest.longValueExact(), 0, Quality.GOOD)
                : new Frame.Reading(id, shortest.unscaledValue().longValueExact(), shortest.scale(), Quality.GOOD);
    }

    private Frame.Cell cell() {
        int millivolts =
                switch (random.nextInt(10)) {
                    case 0 -> Frame.Cell.ABSENT;
                    case 1 -> 0;
                    case 2 -> random.nextInt(Frame.Cell.MAX_MILLIVOLTS + 1);
                    default -> 2500 + random.nextInt(1200);
                };
        int quality = random.nextInt(8) == 0 ? Quality.ESTIMATED : Quality.GOOD;
        return new Frame.Cell(millivolts, friendly ? quality : loggerQuality());
    }

    private Frame.Temperature temperature() {
        int centiCelsius = random.nextInt(1 << 16) + Short.MIN_VALUE;
        return new Frame.Temperature(centiCelsius, friendly ? Quality.GOOD : loggerQuality());
    }

    private int loggerQuality() {
        return LOGGER_QUALITIES[random.nextInt(LOGGER_QUALITIES.length)];
    }

    private @Nullable Long number(long most, boolean required) {
        return required || random.nextBoolean() ? Long.valueOf(between(0, most)) : null;
    }

    /** Both inclusive, the ends more often than chance would have it. */
    private long between(long least, long most) {
        return switch (random.nextInt(8)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + Math.floorMod(random.nextLong(), most - least + 1);
        };
    }

    /** Unlike those of other numbers in the frame. */
    private String serialNumber(int number) {
        StringBuilder text = new StringBuilder("D").append(number).append('-');
        for (int left = random.nextInt(60); left > 0; left--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
