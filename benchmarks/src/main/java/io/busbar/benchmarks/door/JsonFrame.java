package io.busbar.benchmarks.door;

import io.busbar.frame.Frame;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A frame in its JSON form, whose time is changed in place. Confined to one thread.
 *
 * @param thousandths sum of all its numbers, of each in its unit times 1000
 */
@SuppressWarnings("ArrayRecordComponent") // written in place
public record JsonFrame(byte[] utf8, long thousandths) {

    private static final String BEGINNING = "{\"observedAt\":\"";
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final int CELL_SCALE = 3;
    private static final int TEMPERATURE_SCALE = 2;

    static JsonFrame of(Frame frame) {
        StringBuilder json = new StringBuilder(BEGINNING);
        json.append(TIME.format(Instant.ofEpochMilli(Objects.requireNonNull(frame.observedAtMillis()))));
        json.append("\",\"bootId\":1,\"sequence\":0,\"devices\":[");
        List<BigDecimal> numbers = new ArrayList<>();
        Frame.Device bms = frame.devices().get(0);
        json.append("{\"sn\":\"")
                .append(bms.serialNumber())
                .append("\",\"type\":\"BMS/Dyness/High Voltage\",\"points\":{");
        json.append(bms.readings().stream()
                .map(reading -> "\"" + reading.pointId() + "\":\""
                        + put(numbers, BigDecimal.valueOf(reading.unscaled(), reading.scale())) + "\"")
                .collect(Collectors.joining(",")));
        json.append("},\"packs\":[");
        json.append(frame.devices().stream()
                .skip(1)
                .map(pack -> "{\"sn\":\"" + pack.serialNumber()
                        + "\",\"type\":\"Batteries/Dyness/High Voltage\",\"cells\":["
                        + pack.cells().stream()
                                .map(cell -> put(numbers, BigDecimal.valueOf(cell.millivolts(), CELL_SCALE)))
                                .collect(Collectors.joining(","))
                        + "],\"temperatures\":["
                        + pack.temperatures().stream()
                                .map(each -> put(numbers, BigDecimal.valueOf(each.centiCelsius(), TEMPERATURE_SCALE)))
                                .collect(Collectors.joining(","))
                        + "]}")
                .collect(Collectors.joining(",")));
        json.append("]}]}");
        return new JsonFrame(
                json.toString().getBytes(StandardCharsets.UTF_8),
                numbers.stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .movePointRight(3)
                        .longValueExact());
    }

    /** Makes it one of another moment. */
    public void observeAt(long millis) {
        byte[] time = TIME.format(Instant.ofEpochMilli(millis)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(time, 0, utf8, BEGINNING.length(), time.length);
    }

    private static String put(List<BigDecimal> numbers, BigDecimal number) {
        numbers.add(number);
        return number.toPlainString();
    }
}
