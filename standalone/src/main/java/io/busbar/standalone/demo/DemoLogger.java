package io.busbar.standalone.demo;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.measure.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A logger of the demo fleet with the batteries behind it; moves in time and says what it observes. Confined to one thread at a time. */
final class DemoLogger {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofHours(3);
    private static final double RATED_AMP_HOURS = 37;
    private static final double CHARGE_AMPS = 33;

    private final String serialNumber;
    private final Fault fault;
    private final DutyCycle cycle;
    private final List<BmsModel> batteries = new ArrayList<>();
    private final long bootId;
    private Instant now;
    private long sequence;

    /** A logger whose batteries have run for some hours before {@code start}; the same number gives the same batteries. */
    DemoLogger(int number, Fault fault, Instant start, Catalogue catalogue) {
        this.serialNumber = serialNumber(number);
        this.fault = fault;
        this.bootId = start.getEpochSecond();
        this.cycle = new DutyCycle(number * 487L, CHARGE_AMPS);
        this.now = start.minus(WARM_UP);
        Random random = new Random(number);
        int bmsCount = 1 + number % 2;
        for (int bms = 1; bms <= bmsCount; bms++) {
            int packCount = 2 + random.nextInt(5);
            List<PackModel> packs = new ArrayList<>();
            for (int pack = 0; pack < packCount; pack++) {
                double drift = fault == Fault.DRIFTING_PACK && bms == 1 && pack == 1 ? 0.25 : 0;
                packs.add(new PackModel(RATED_AMP_HOURS, 35, drift, random));
            }
            if (fault == Fault.WEAK_CELL && bms == 1) {
                packs.get(0).weaken(7, 0.93, 1.6);
            }
            String suffix = bmsCount == 1 ? "-BDU" : "-BDU" + bms;
            batteries.add(new BmsModel(serialNumber + suffix, packs, catalogue));
        }
        advanceTo(start);
    }

    static String serialNumber(int number) {
        return "DEMO%04d".formatted(number);
    }

    String serialNumber() {
        return serialNumber;
    }

    Fault fault() {
        return fault;
    }

    /** Lets the batteries go on until then. */
    void advanceTo(Instant then) {
        while (now.plus(STEP).isBefore(then) || now.plus(STEP).equals(then)) {
            now = now.plus(STEP);
            double amps = cycle.ampsAt(now.getEpochSecond());
            batteries.forEach(battery -> battery.step(amps, (double) STEP.toSeconds()));
        }
    }

    /** The frame of this moment. */
    byte[] observe(boolean historical) {
        List<Frame.Device> devices = new ArrayList<>();
        batteries.forEach(battery -> battery.observe(devices));
        return FrameEncoder.encode(
                new Frame(serialNumber, bootId, sequence++, now.toEpochMilli(), null, 0, historical, devices));
    }
}
