package io.busbar.standalone.jobs;

import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A version of a rule drawn from a seed: as JSON for the job, and what it means in a few lines for who checks it. Immutable.
 *
 * @param plant that it is for; null for everywhere
 */
record RandomRule(
        Kind kind,
        int version,
        long effectiveFromMillis,
        boolean isEnabled,
        long onDelayMillis,
        long offDelayMillis,
        int minSamples,
        boolean isGated,
        boolean isReleasable,
        @Nullable String plant)
        implements ExpectedAlarms.Version {

    private static final int GATE_MILLIAMPS = 5_000;
    private static final int RELEASE_MILLIAMPS = -8_000;

    /** What it looks at. */
    enum Kind {
        CELL_HIGH("'point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5"),
        DIFFERENTIAL("'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.06"),
        SOC_LOW("'point':'SOC','condition':'low','raise':20,'clear':25");

        private final String fields;

        Kind(String fields) {
            this.fields = fields;
        }
    }

    /** Everywhere. */
    RandomRule(
            Kind kind,
            int version,
            long effectiveFromMillis,
            boolean isEnabled,
            long onDelayMillis,
            long offDelayMillis,
            int minSamples,
            boolean isGated,
            boolean isReleasable) {
        this(
                kind,
                version,
                effectiveFromMillis,
                isEnabled,
                onDelayMillis,
                offDelayMillis,
                minSamples,
                isGated,
                isReleasable,
                null);
    }

    /** @param plant that all of them are for; null for everywhere */
    static List<RandomRule> versions(Kind kind, Random random, long fromMillis, long toMillis, @Nullable String plant) {
        List<RandomRule> versions = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int version = 1; version <= count; version++) {
            long effectiveFrom = version == 1 ? 0 : fromMillis + (long) (random.nextDouble() * (toMillis - fromMillis));
            versions.add(new RandomRule(
                    kind,
                    version,
                    effectiveFrom,
                    random.nextInt(6) > 0,
                    random.nextInt(4) * 5_000L,
                    random.nextInt(3) * 5_000L,
                    1 + random.nextInt(3),
                    kind == Kind.DIFFERENTIAL && random.nextBoolean(),
                    kind != Kind.SOC_LOW && random.nextInt(3) == 0,
                    plant));
        }
        return versions;
    }

    String id() {
        return "rule-" + kind;
    }

    byte[] json() {
        String json = "{'id':'" + id() + "','name':'drawn','kind':'threshold'," + kind.fields
                + ",'severity':'WARNING','onDelaySeconds':"
                + onDelayMillis / 1_000 + ",'offDelaySeconds':" + offDelayMillis / 1_000 + ",'minSamples':" + minSamples
                + (isGated ? ",'gates':[{'point':'CURRENT','fold':'abs','max':5}]" : "")
                + (isReleasable ? ",'release':[{'point':'CURRENT','op':'<','value':-8}]" : "")
                + ",'scope':{'level':'" + (plant == null ? "everywhere'" : "plant','id':'" + plant + "'")
                + "},'enabled':" + isEnabled + ",'version':" + version
                + ",'effectiveFrom':'" + Instant.ofEpochMilli(effectiveFromMillis) + "'}";
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    boolean isFor(DeviceSamples device) {
        return kind == Kind.SOC_LOW ? device.bms() != null : device.pack() != null;
    }

    @Override
    public ExpectedAlarms.@Nullable Look look(FrameSamples frame, String serialNumber) {
        DeviceSamples device = frame.devices().stream()
                .filter(each -> each.serialNumber().equals(serialNumber))
                .findFirst()
                .orElseThrow();
        BmsSample bms = device.bms() != null
                ? device.bms()
                : device.parentIndex() < 0
                        ? null
                        : frame.devices().get(device.parentIndex()).bms();
        Integer current = bms == null ? null : bms.currentMilliamps();
        boolean isReleased = isReleasable && current != null && current < RELEASE_MILLIAMPS;
        if (isGated && current == null) {
            return null;
        }
        boolean isHeld = isGated && current != null && Math.abs(current) > GATE_MILLIAMPS;
        if (kind == Kind.SOC_LOW) {
            Integer soc = bms == null ? null : bms.socMillipercent();
            return soc == null
                    ? null
                    : new ExpectedAlarms.Look(soc <= 20_000, soc > 25_000, isHeld, isReleased, 0, soc);
        }
        PackSample pack = device.pack();
        return pack == null ? null : cells(pack, isHeld, isReleased);
    }

    private ExpectedAlarms.@Nullable Look cells(PackSample pack, boolean isHeld, boolean isReleased) {
        int max = Integer.MIN_VALUE;
        int min = Integer.MAX_VALUE;
        int maxCell = 0;
        int used = 0;
        for (int i = 0; i < pack.cellMillivolts().length; i++) {
            int millivolts = pack.cellMillivolts()[i];
            if (millivolts != PackSample.NO_READING) {
                used++;
                maxCell = millivolts > max ? i + 1 : maxCell;
                max = Math.max(max, millivolts);
                min = Math.min(min, millivolts);
            }
        }
        if (kind == Kind.CELL_HIGH) {
            return used == 0
                    ? null
                    : new ExpectedAlarms.Look(max >= 3_550, max < 3_500, isHeld, isReleased, maxCell, max);
        }
        return used * 5 < pack.cellsExpected() * 4
                ? null
                : new ExpectedAlarms.Look(max - min >= 100, max - min < 60, isHeld, isReleased, 0, (long) max - min);
    }
}
