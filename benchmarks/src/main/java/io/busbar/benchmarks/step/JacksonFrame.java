package io.busbar.benchmarks.step;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of a frame as Jackson binds it to records: decimals exact, times and device types left as text. Immutable. */
record JacksonFrame(String observedAt, long bootId, long sequence, List<Bms> devices) {

    record Bms(String sn, String type, Map<Integer, BigDecimal> points, List<Pack> packs) {}

    /** Cells in V, null or 0 where there is no reading; temperatures in °C. */
    record Pack(String sn, String type, List<@Nullable BigDecimal> cells, List<@Nullable BigDecimal> temperatures) {}
}
