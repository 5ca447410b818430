package io.busbar.query.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement under construction: text and the parameters of its question marks, kept together so that conditions can be handed around as
 * values. Values never become text. Confined to one thread.
 */
public final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    private Sql() {}

    public static Sql of(String text, @Nullable Object... parameters) {
        return new Sql().append(text, parameters);
    }

    public Sql append(String more, @Nullable Object... values) {
        text.append(more);
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    public Sql append(Sql more) {
        text.append(more.text);
        parameters.addAll(more.parameters);
        return this;
    }

    public PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        for (int i = 0; i < parameters.size(); i++) {
            bind(connection, statement, i + 1, parameters.get(i));
        }
        return statement;
    }

    public <T> List<T> list(Connection connection, RowReader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(reader.read(row));
            }
        }
        return rows;
    }

    public <T> Optional<T> first(Connection connection, RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
        }
    }

    public boolean exists(Connection connection) throws SQLException {
        return first(connection, row -> true).isPresent();
    }

    /** Runs a statement without rows and tells how many it touched. */
    public int run(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        }
    }

    /** The instant of a timestamptz column; infinities become {@link Instant#MIN} and {@link Instant#MAX}. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        if (time == null) {
            return null;
        }
        if (time.equals(OffsetDateTime.MIN)) {
            return Instant.MIN;
        }
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }

    /** As PostgreSQL reads a timestamptz; {@link Instant#MIN} and {@link Instant#MAX} are its infinities. */
    private static String text(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return "-infinity";
        }
        return instant.equals(Instant.MAX) ? "infinity" : instant.toString();
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(at, timestamp(instant));
        } else if (value instanceof Integer[] numbers) {
            statement.setArray(at, connection.createArrayOf("int4", numbers));
        } else if (value instanceof Long[] numbers) {
            statement.setArray(at, connection.createArrayOf("int8", numbers));
        } else if (value instanceof String[] texts) {
            statement.setArray(at, connection.createArrayOf("text", texts));
        } else if (value instanceof Instant[] times) {
            String[] texts = Arrays.stream(times).map(Sql::text).toArray(String[]::new);
            statement.setArray(at, connection.createArrayOf("timestamptz", texts));
        } else {
            statement.setObject(at, value);
        }
    }

    private static OffsetDateTime timestamp(Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return OffsetDateTime.MIN;
        }
        return instant.equals(Instant.MAX) ? OffsetDateTime.MAX : instant.atOffset(ZoneOffset.UTC);
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
