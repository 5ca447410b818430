package io.busbar.benchmarks.path;

/** A number that a device sent, or an alarm that one raised, as Flink takes it from operator to operator: a bean. Confined to one thread. */
public final class NarrowRow {

    public String device = "";

    /** Of the catalogue. */
    public int point;

    /** In its unit. */
    public double value;

    public long atMillis;

    /** Empty when it is a number. */
    public String rule = "";

    /** For Flink. */
    public NarrowRow() {}

    static NarrowRow number(String device, int point, double value, long atMillis) {
        NarrowRow row = new NarrowRow();
        row.device = device;
        row.point = point;
        row.value = value;
        row.atMillis = atMillis;
        return row;
    }

    static NarrowRow alarm(String device, String rule, long atMillis) {
        NarrowRow row = new NarrowRow();
        row.device = device;
        row.rule = rule;
        row.atMillis = atMillis;
        return row;
    }
}
