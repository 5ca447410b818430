package io.busbar.jobs.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the format of {@code COPY … FROM STDIN (FORMAT binary)}, PostgreSQL manual, COPY, "Binary Format": a header of 19 bytes, per row
 * a field count, per field its length (-1 for null) and bytes, at the end a field count of -1. Big-endian. Reused from batch to batch.
 * Confined to one thread.
 */
final class CopyBuffer {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final short END = -1;
    private static final int NULL = -1;
    /** Element types of arrays, PostgreSQL catalogue {@code pg_type.dat}. */
    static final int INT2 = 21;

    static final int INT4 = 23;
    static final int INT8 = 20;
    static final int TEXT = 25;
    static final int TIMESTAMPTZ = 1184;
    static final int UUID = 2950;

    private static final long UNIX_TO_POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

    private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private int rows;

    CopyBuffer() {
        clear();
    }

    void clear() {
        rows = 0;
        buffer.clear();
        buffer.put(HEADER);
    }

    int rows() {
        return rows;
    }

    byte[] array() {
        return buffer.array();
    }

    /** Sends the rows with a {@code COPY … FROM STDIN (FORMAT binary)}. */
    void copy(Connection open, String sql) throws SQLException {
        CopyIn copyIn = open.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copyIn.writeToCopy(array(), 0, finish());
            copyIn.endCopy();
        } finally {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        }
    }

    /** Ends the rows and says how many bytes of {@link #array} are to be sent. */
    int finish() {
        room(Short.BYTES).putShort(END);
        int length = buffer.position();
        buffer.position(length - Short.BYTES);
        return length;
    }

    CopyBuffer row(int fields) {
        rows++;
        room(Short.BYTES).putShort((short) fields);
        return this;
    }

    CopyBuffer int2(int value) {
        room(6).putInt(Short.BYTES).putShort((short) value);
        return this;
    }

    CopyBuffer int2OrNull(@Nullable Integer value) {
        return value == null ? none() : int2(value);
    }

    CopyBuffer int4(int value) {
        room(8).putInt(Integer.BYTES).putInt(value);
        return this;
    }

    CopyBuffer int4OrNull(@Nullable Integer value) {
        return value == null ? none() : int4(value);
    }

    CopyBuffer int8(long value) {
        room(12).putInt(Long.BYTES).putLong(value);
        return this;
    }

    CopyBuffer int8OrNull(@Nullable Long value) {
        return value == null ? none() : int8(value);
    }

    /** A {@code timestamptz}: microseconds since 2000-01-01 UTC. */
    CopyBuffer timestamp(long epochMillis) {
        return int8((epochMillis - UNIX_TO_POSTGRES_EPOCH_MILLIS) * 1000);
    }

    CopyBuffer uuid(long high, long low) {
        room(20).putInt(2 * Long.BYTES).putLong(high).putLong(low);
        return this;
    }

    CopyBuffer text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
        return this;
    }

    CopyBuffer textOrNull(@Nullable String value) {
        return value == null ? none() : text(value);
    }

    /** A {@code smallint[]} of one dimension; elements equal to {@code noValue} are null. */
    CopyBuffer int2Array(short[] values, short noValue) {
        int nulls = 0;
        for (short value : values) {
            nulls += value == noValue ? 1 : 0;
        }
        ByteBuffer out = arrayHeader(INT2, values.length, nulls > 0, values.length * 6 - nulls * 2);
        for (short value : values) {
            if (value == noValue) {
                out.putInt(NULL);
            } else {
                out.putInt(Short.BYTES).putShort(value);
            }
        }
        return this;
    }

    /** A {@code smallint[]} of one dimension from unsigned bytes; null when it is empty. */
    CopyBuffer int2ArrayOrNull(byte[] values) {
        if (values.length == 0) {
            return none();
        }
        ByteBuffer out = arrayHeader(INT2, values.length, false, values.length * 6);
        for (byte value : values) {
            out.putInt(Short.BYTES).putShort((short) Byte.toUnsignedInt(value));
        }
        return this;
    }

    /** An array of one dimension; {@code writer} writes an element as if it were a field. */
    <T> CopyBuffer arrayOf(int elementOid, List<T> elements, Consumer<T> writer) {
        int lengthAt = buffer.position();
        arrayHeader(elementOid, elements.size(), true, 0);
        elements.forEach(writer);
        buffer.putInt(lengthAt, buffer.position() - lengthAt - Integer.BYTES);
        return this;
    }

    /** Leaves room for the elements. */
    private ByteBuffer arrayHeader(int elementOid, int length, boolean hasNulls, int elementBytes) {
        int dimensions = length == 0 ? 0 : 1;
        ByteBuffer out = room(24 + elementBytes).putInt(12 + dimensions * 8 + elementBytes);
        out.putInt(dimensions).putInt(hasNulls ? 1 : 0).putInt(elementOid);
        return dimensions == 0 ? out : out.putInt(length).putInt(1);
    }

    CopyBuffer none() {
        room(4).putInt(NULL);
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int position = buffer.position();
            int capacity = Math.max(buffer.capacity() * 2, position + bytes);
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity)).position(position);
        }
        return buffer;
    }
}
