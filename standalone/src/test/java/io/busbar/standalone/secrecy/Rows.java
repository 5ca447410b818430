package io.busbar.standalone.secrecy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows to be written at once, a batch a statement, statements in the order in which each came first. Confined to one thread. */
final class Rows {

    private final Map<String, List<List<@Nullable Object>>> batches = new LinkedHashMap<>();

    void add(String sql, @Nullable Object... values) {
        batches.computeIfAbsent(sql, first -> new ArrayList<>()).add(Arrays.asList(values));
    }

    /** @param order the rows of a statement are written in an order of this */
    void write(Connection connection, long order) throws SQLException {
        for (Map.Entry<String, List<List<@Nullable Object>>> batch : batches.entrySet()) {
            List<List<@Nullable Object>> rows = new ArrayList<>(batch.getValue());
            java.util.Collections.shuffle(rows, new Random(order));
            try (PreparedStatement statement = connection.prepareStatement(batch.getKey())) {
                for (List<@Nullable Object> row : rows) {
                    for (int i = 0; i < row.size(); i++) {
                        bind(connection, statement, i + 1, row.get(i));
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        if (value instanceof Long[] numbers) {
            statement.setArray(at, connection.createArrayOf("int8", numbers));
        } else if (value instanceof Integer[] numbers) {
            statement.setArray(at, connection.createArrayOf("int4", numbers));
        } else if (value instanceof String[] texts) {
            statement.setArray(at, connection.createArrayOf("text", texts));
        } else {
            statement.setObject(at, value);
        }
    }
}
