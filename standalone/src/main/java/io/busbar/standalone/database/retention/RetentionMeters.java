package io.busbar.standalone.database.retention;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what retention does. Thread-safe. */
public final class RetentionMeters {

    private final MeterRegistry registry;

    public RetentionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(RetainedTable table, long removedRows, long lateRows) {
        registry.counter("busbar.retention.rows.removed", "table", table.tableName())
                .increment((double) removedRows);
        registry.counter("busbar.retention.rows.late", "table", table.tableName())
                .increment((double) lateRows);
    }
}
