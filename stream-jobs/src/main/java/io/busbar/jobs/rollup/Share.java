package io.busbar.jobs.rollup;

/** Which part of the devices one of several writers takes over from earlier runs: those whose id leaves this rest. Immutable. */
public record Share(int rest, int writers) {

    public Share {
        if (rest < 0 || rest >= writers) {
            throw new IllegalArgumentException("rest=" + rest + ", allowed: 0 to below writers=" + writers);
        }
    }
}
