package io.busbar.benchmarks.door;

/** What a logger logs in with. Immutable. */
public record LogIn(String serialNumber, String key) {

    /** Never shows the key. */
    @Override
    public String toString() {
        return serialNumber;
    }
}
