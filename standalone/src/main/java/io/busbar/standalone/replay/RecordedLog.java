package io.busbar.standalone.replay;

import io.busbar.frame.Frame;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import io.busbar.standalone.client.CommandFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log that was recorded from a Low Voltage battery, read as the frames its logger would have sent.
 *
 * <p>The file name holds the start in UTC ({@code 2026-08-09T11-28-32….csv}), a header line the zone of the timestamps, which are times of
 * day without a date. The start is the boot id, the sample number the sequence: the same row always becomes the same frame. Cell 16 is
 * reconstructed by the recorder and marked as estimated. The recorder's own minimum, maximum and spread are not used. Immutable.
 */
final class RecordedLog {

    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2})-(\\d{2})-(\\d{2}).*\\.csv");
    private static final Pattern PACK_COLUMN = Pattern.compile("(battery_\\d+_)cell_01_v");
    private static final String ZONE_HEADER = "# timestamp_format=HH:MM:SS ";
    private static final int RECONSTRUCTED_CELL = 16;

    private static final int BMS_VOLTAGE = 600;
    private static final int BMS_CURRENT = 700;
    private static final int BMS_SOC = 800;
    private static final int BMS_TEMPERATURE = 2800;
    private static final int MODULE_CURRENT = 13400;
    private static final int MODULE_VOLTAGE = 13500;

    private final Path file;
    private final Instant startedAt;
    private final ZoneId zone;
    private final CsvRow header;
    private final List<CsvRow> rows;
    private final DeviceType bmsType;
    private final DeviceType packType;

    private RecordedLog(
            Path file, Instant startedAt, ZoneId zone, CsvRow header, List<CsvRow> rows, Catalogue catalogue) {
        this.file = file;
        this.startedAt = startedAt;
        this.zone = zone;
        this.header = header;
        this.rows = rows;
        this.bmsType = type(catalogue, "BMS/Dyness/Low Voltage");
        this.packType = type(catalogue, "Batteries/Dyness/Low Voltage");
    }

    /**
     * Reads a whole file.
     *
     * @throws CommandFailure when it is no such log, with the place
     */
    static RecordedLog read(Path file, Catalogue catalogue) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new CommandFailure("the name of " + file
                    + " does not say when the log starts: expected a name such as 2026-08-09T11-28-32.csv, in UTC");
        }
        Instant startedAt = LocalDate.parse(name.group(1))
                .atTime(
                        Integer.parseInt(name.group(2)),
                        Integer.parseInt(name.group(3)),
                        Integer.parseInt(name.group(4)))
                .toInstant(ZoneOffset.UTC);
        ZoneId zone = null;
        CsvRow header = null;
        List<CsvRow> rows = new ArrayList<>();
        int lineNumber = 0;
        for (String line : Files.readAllLines(file)) {
            lineNumber++;
            if (line.startsWith("#") || line.isBlank()) {
                if (line.startsWith(ZONE_HEADER)) {
                    zone = zone(file, line.substring(ZONE_HEADER.length()).trim());
                }
            } else if (header == null) {
                header = CsvRow.header(file, lineNumber, line);
            } else {
                rows.add(CsvRow.row(header, lineNumber, line));
            }
        }
        if (zone == null || header == null) {
            throw new CommandFailure(file + " is no recorded log: it has no "
                    + (zone == null ? "header line '" + ZONE_HEADER + "ZONE'" : "column names"));
        }
        return new RecordedLog(file, startedAt, zone, header, rows, catalogue);
    }

    /** The frames of logger {@code serialNumber}, whose BMS is {@code SN-BMS} and whose packs are {@code SN-BMS-01} and so on. */
    List<Frame> frames(String serialNumber) {
        List<String> prefixes = packPrefixes();
        List<Frame> frames = new ArrayList<>(rows.size());
        LocalDateTime previous = LocalDateTime.ofInstant(startedAt, zone);
        for (CsvRow row : rows) {
            LocalDateTime local = previous.toLocalDate().atTime(time(row));
            // Times of day run on past midnight; one that lies far before its predecessor is of the next day.
            if (local.isBefore(previous.minusHours(12))) {
                local = local.plusDays(1);
            }
            previous = local;
            frames.add(frame(serialNumber, prefixes, row, local.atZone(zone).toInstant()));
        }
        return frames;
    }

    private Frame frame(String serialNumber, List<String> prefixes, CsvRow row, Instant observedAt) {
        String bms = serialNumber + "-BMS";
        List<Frame.Device> devices = new ArrayList<>();
        List<Frame.Reading> readings = new ArrayList<>();
        reading(row, "system_voltage_v", BMS_VOLTAGE).ifPresent(readings::add);
        reading(row, "battery_current_a", BMS_CURRENT).ifPresent(readings::add);
        reading(row, "soc_percent", BMS_SOC).ifPresent(readings::add);
        reading(row, "bms_temperature_c", BMS_TEMPERATURE).ifPresent(readings::add);
        devices.add(new Frame.Device(
                bms, bmsType.code(), Frame.Device.NO_PARENT, readings, List.of(), List.of(), List.of()));
        for (int i = 0; i < prefixes.size(); i++) {
            devices.add(pack("%s-%02d".formatted(bms, i + 1), prefixes.get(i), row));
        }
        return new Frame(
                serialNumber,
                startedAt.getEpochSecond(),
                row.decimal("sample_number")
                        .orElseThrow(() -> row.broken("sample_number", "a number"))
                        .longValue(),
                observedAt.toEpochMilli(),
                null,
                0,
                false,
                devices);
    }

    private Frame.Device pack(String serialNumber, String prefix, CsvRow row) {
        List<Frame.Reading> readings = new ArrayList<>();
        reading(row, prefix + "current_a", MODULE_CURRENT).ifPresent(readings::add);
        reading(row, prefix + "voltage_v", MODULE_VOLTAGE).ifPresent(readings::add);
        List<Frame.Cell> cells = new ArrayList<>();
        for (int number = 1; header.has(cellColumn(prefix, number)); number++) {
            int millivolts = scaled(row, cellColumn(prefix, number), 3).orElse(Frame.Cell.ABSENT);
            cells.add(new Frame.Cell(millivolts, number == RECONSTRUCTED_CELL ? Quality.ESTIMATED : Quality.GOOD));
        }
        List<Frame.Temperature> temperatures = new ArrayList<>();
        for (int number = 1; header.has(temperatureColumn(prefix, number)); number++) {
            int centiCelsius = scaled(row, temperatureColumn(prefix, number), 2).orElse(Frame.Temperature.ABSENT);
            temperatures.add(new Frame.Temperature(centiCelsius, Quality.GOOD));
        }
        return new Frame.Device(serialNumber, packType.code(), 0, readings, List.of(), cells, temperatures);
    }

    private List<String> packPrefixes() {
        List<String> prefixes = new ArrayList<>();
        for (String column : header.names()) {
            Matcher pack = PACK_COLUMN.matcher(column);
            if (pack.matches()) {
                prefixes.add(pack.group(1));
            }
        }
        if (prefixes.isEmpty()) {
            throw new CommandFailure(file + " has no column of cells such as battery_02_cell_01_v");
        }
        return prefixes;
    }

    private static Optional<Frame.Reading> reading(CsvRow row, String column, int pointId) {
        return row.decimal(column)
                .map(value -> new Frame.Reading(
                        pointId, value.unscaledValue().longValueExact(), value.scale(), Quality.GOOD));
    }

    private static Optional<Integer> scaled(CsvRow row, String column, int scale) {
        return row.decimal(column).map(value -> {
            BigDecimal exact = value.movePointRight(scale);
            return exact.setScale(0, RoundingMode.HALF_UP).intValueExact();
        });
    }

    private static LocalTime time(CsvRow row) {
        try {
            return LocalTime.parse(row.text("timestamp"));
        } catch (DateTimeException e) {
            throw row.broken("timestamp", "a time such as 14:28:36");
        }
    }

    private static ZoneId zone(Path file, String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new CommandFailure(file + ": '" + id + "' is no time zone", e);
        }
    }

    private static DeviceType type(Catalogue catalogue, String path) {
        DeviceType type = catalogue.deviceType(path);
        if (type == null) {
            throw new IllegalStateException("the catalogue has no device type " + path);
        }
        return type;
    }

    private static String cellColumn(String prefix, int number) {
        return "%scell_%02d_v".formatted(prefix, number);
    }

    private static String temperatureColumn(String prefix, int number) {
        return "%stemp_%02d_c".formatted(prefix, number);
    }
}
