package io.busbar.alarm;

import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a Low Voltage pack and its BMS say in one frame of a test. Confined to one test. */
final class Seen {

    static final DeviceType PACK = Objects.requireNonNull(RuleText.CATALOGUE.deviceType(12));
    static final DeviceType BMS = Objects.requireNonNull(RuleText.CATALOGUE.deviceType(2));
    static final String SERIAL_NUMBER = "P-01";

    final long atMillis;
    int[] cells = {};
    byte @Nullable [] cellQuality;
    int[] temperatures = {};
    int expected = -1;
    final Map<Role, Long> pack = new EnumMap<>(Role.class);
    final Map<Integer, Long> points = new HashMap<>();
    final Map<Role, Long> bms = new EnumMap<>(Role.class);
    long packsCapacity;

    private Seen(long atMillis) {
        this.atMillis = atMillis;
    }

    static Seen at(double seconds) {
        return new Seen(Math.round(seconds * 1000));
    }

    /** As a pack sends them: 0 and 65535 for a cell that is not there. */
    Seen cells(int... millivolts) {
        cells = millivolts;
        return this;
    }

    Seen expected(int count) {
        expected = count;
        return this;
    }

    Seen implausibleCell(int number) {
        cellQuality = new byte[cells.length];
        cellQuality[number - 1] = Quality.IMPLAUSIBLE;
        return this;
    }

    Seen temperatures(int... centiCelsius) {
        temperatures = centiCelsius;
        return this;
    }

    Seen pack(Role role, long value) {
        pack.put(role, value);
        return this;
    }

    Seen point(int id, long value) {
        points.put(id, value);
        return this;
    }

    Seen bms(Role role, long value) {
        bms.put(role, value);
        return this;
    }

    Seen packsCapacity(long milliampHours) {
        packsCapacity = milliampHours;
        return this;
    }

    Observation fill(Observation packSeen, Observation bmsSeen) {
        bmsSeen.begin("BMS", atMillis, atMillis, null);
        bms.forEach(bmsSeen::value);
        if (packsCapacity > 0) {
            bmsSeen.packsCapacity(packsCapacity);
        }
        packSeen.begin(SERIAL_NUMBER, atMillis, atMillis, bms.isEmpty() ? null : bmsSeen);
        packSeen.cells(shorts(cells), cellQuality, expected < 0 ? cells.length : expected);
        packSeen.temperatures(shorts(temperatures));
        pack.forEach(packSeen::value);
        points.forEach((id, value) -> packSeen.value(id, value, Quality.GOOD));
        return packSeen;
    }

    private static short[] shorts(int[] values) {
        short[] shorts = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            shorts[i] = (short) values[i];
        }
        return shorts;
    }
}
