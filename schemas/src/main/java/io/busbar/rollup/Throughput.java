package io.busbar.rollup;

/**
 * Energy and charge of a battery in a bucket: power and current are taken as straight lines between two consecutive samples that have both voltage
 * and current and are no further apart than the gap cap, split where they cross zero and at bucket edges. Immutable.
 *
 * @param energy µJ
 * @param charge µC
 * @param coveredMillis the time between such samples
 */
public record Throughput(Flow energy, Flow charge, long coveredMillis) {

    public static final Throughput NONE = new Throughput(Flow.NONE, Flow.NONE, 0);

    public Throughput {
        if (coveredMillis < 0 || (coveredMillis == 0 && !(energy.equals(Flow.NONE) && charge.equals(Flow.NONE)))) {
            throw new IllegalArgumentException("a flow without time: %s, %s, coveredMillis=%d (at least 1)"
                    .formatted(energy, charge, coveredMillis));
        }
    }

    public Throughput plus(Throughput other) {
        return new Throughput(
                energy.plus(other.energy), charge.plus(other.charge), coveredMillis + other.coveredMillis);
    }
}
