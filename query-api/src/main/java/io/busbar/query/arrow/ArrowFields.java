package io.busbar.query.arrow;

import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesTable.TableColumn;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** How columns become fields: integers as they are, what they mean in the metadata. Stateless. */
final class ArrowFields {

    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final long DICTIONARY = 1;

    private ArrowFields() {}

    static DictionaryEncoding devices() {
        return new DictionaryEncoding(DICTIONARY, false, new ArrowType.Int(32, true));
    }

    static Field device() {
        return new Field("device", new FieldType(false, INT32, devices()), null);
    }

    static Field time() {
        return new Field(
                "time", new FieldType(false, new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC"), null), null);
    }

    static Field of(TableColumn named) {
        Column column = named.column();
        ArrowType type = column.text() ? ArrowType.Utf8.INSTANCE : isShort(column) ? INT32 : INT64;
        return new Field(named.name(), new FieldType(true, type, null, metadata(column)), null);
    }

    /** Cells and temperatures have 16 bits where they are kept, and so do their aggregates. */
    static boolean isShort(Column column) {
        return column.store() == Column.Store.CELL || column.store() == Column.Store.TEMPERATURE;
    }

    private static Map<String, String> metadata(Column column) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put("unit", column.unit());
        metadata.put("scale", Integer.toString(column.scale()));
        Integer point = column.point();
        if (point != null) {
            metadata.put("point", point.toString());
        }
        Aggregate aggregate = column.aggregate();
        if (aggregate != null) {
            metadata.put("aggregate", aggregate.word());
        }
        return metadata;
    }
}
