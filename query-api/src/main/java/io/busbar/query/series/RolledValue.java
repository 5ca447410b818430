package io.busbar.query.series;

import io.busbar.query.series.Column.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value that roll-ups have. Immutable. */
enum RolledValue {
    VOLTAGE("voltage", "voltage_mv"),
    CURRENT("current", "current_ma"),
    SOC("soc", "soc_millipercent"),
    DIFFERENTIAL("diff", "diff_mv");

    private final String prefix;
    private final String sampleColumn;

    RolledValue(String prefix, String sampleColumn) {
        this.prefix = prefix;
        this.sampleColumn = sampleColumn;
    }

    /** Null when roll-ups do not have the column. */
    static @Nullable RolledValue of(Column column) {
        if (column.store() != Store.FRAME) {
            return null;
        }
        for (RolledValue value : values()) {
            if (value.sampleColumn.equals(column.sqlColumn())) {
                return value;
            }
        }
        return null;
    }

    /** Those of a table, in the order in which samples are read. */
    static List<RolledValue> in(FrameTable table) {
        return table == FrameTable.PACK_SAMPLE ? List.of(DIFFERENTIAL) : List.of(VOLTAGE, CURRENT, SOC);
    }

    /** How the columns of its summary in a table of roll-ups begin. */
    String prefix() {
        return prefix;
    }

    String sampleColumn() {
        return sampleColumn;
    }
}
