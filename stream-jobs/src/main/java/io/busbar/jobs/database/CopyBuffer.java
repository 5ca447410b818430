package io.busbar.jobs.database;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
 *
 * <p>A field of fixed length is written without looking for room: rows, texts and arrays leave room behind themselves for more fixed fields
 * than can follow. Length and value of a short field go out in one write, whose surplus the next one overwrites.
 *
 * <p>Confined to one thread.
 */
public final class CopyBuffer {

    /** Element types of arrays, PostgreSQL catalogue {@code pg_type.dat}. */
    public static final int INT2 = 21;

    public static final int INT4 = 23;
    public static final int INT8 = 20;
    public static final int TEXT = 25;
    public static final int TIMESTAMPTZ = 1184;
    public static final int UUID = 2950;

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final short END = -1;
    private static final int NULL = -1;
    private static final int LONGEST_FIXED_FIELD = 20;
    private static final int ARRAY_HEADER = 24;

    /** Room for 50 fixed fields. */
    private static final int SLACK = 50 * LONGEST_FIXED_FIELD;

    private static final int FIRST_CAPACITY = 1 << 20;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long UNIX_TO_POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

    private static final VarHandle SHORT_AT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_AT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_AT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;
    private int rows;

    public CopyBuffer() {
        clear();
    }

    public void clear() {
        rows = 0;
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
    }

    public int rows() {
        return rows;
    }

    public byte[] array() {
        return bytes;
    }

    /** Sends the rows with a {@code COPY … FROM STDIN (FORMAT binary)}; in pieces, for the server gathers each before it reads it. */
    public void copy(Connection open, String sql) throws SQLException {
        CopyIn copyIn = open.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            int end = finish();
            for (int from = 0; from < end; from += CHUNK_BYTES) {
                copyIn.writeToCopy(bytes, from, Math.min(CHUNK_BYTES, end - from));
            }
            copyIn.endCopy();
        } finally {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        }
    }

    /** Ends the rows and says how many bytes of {@link #array} are to be sent. */
    public int finish() {
        reserve(Short.BYTES);
        SHORT_AT.set(bytes, length, END);
        return length + Short.BYTES;
    }

    public CopyBuffer row(int fields) {
        rows++;
        reserve(Short.BYTES);
        SHORT_AT.set(bytes, length, (short) fields);
        length += Short.BYTES;
        return this;
    }

    public CopyBuffer int2(int value) {
        LONG_AT.set(bytes, length, (long) Short.BYTES << 32 | (value & 0xffffL) << 16);
        length += 6;
        return this;
    }

    public CopyBuffer int2OrNull(@Nullable Integer value) {
        return value == null ? none() : int2(value);
    }

    public CopyBuffer int4(int value) {
        LONG_AT.set(bytes, length, (long) Integer.BYTES << 32 | Integer.toUnsignedLong(value));
        length += 8;
        return this;
    }

    public CopyBuffer int4OrNull(@Nullable Integer value) {
        return value == null ? none() : int4(value);
    }

    public CopyBuffer int8(long value) {
        INT_AT.set(bytes, length, Long.BYTES);
        LONG_AT.set(bytes, length + 4, value);
        length += 12;
        return this;
    }

    public CopyBuffer int8OrNull(@Nullable Long value) {
        return value == null ? none() : int8(value);
    }

    /** A {@code timestamptz}: microseconds since 2000-01-01 UTC. */
    public CopyBuffer timestamp(long epochMillis) {
        return int8((epochMillis - UNIX_TO_POSTGRES_EPOCH_MILLIS) * 1000);
    }

    public CopyBuffer uuid(long high, long low) {
        INT_AT.set(bytes, length, 2 * Long.BYTES);
        LONG_AT.set(bytes, length + 4, high);
        LONG_AT.set(bytes, length + 12, low);
        length += 20;
        return this;
    }

    public CopyBuffer text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        reserve(4 + utf8.length);
        INT_AT.set(bytes, length, utf8.length);
        System.arraycopy(utf8, 0, bytes, length + 4, utf8.length);
        length += 4 + utf8.length;
        return this;
    }

    public CopyBuffer textOrNull(@Nullable String value) {
        return value == null ? none() : text(value);
    }

    public CopyBuffer none() {
        INT_AT.set(bytes, length, NULL);
        length += 4;
        return this;
    }

    /** A {@code bytea} of the values, two bytes each. */
    public CopyBuffer bytes(short[] values) {
        reserve(4 + values.length * Short.BYTES);
        INT_AT.set(bytes, length, values.length * Short.BYTES);
        length += 4;
        for (short value : values) {
            SHORT_AT.set(bytes, length, value);
            length += Short.BYTES;
        }
        return this;
    }

    /** A {@code bytea}; null when it is empty. */
    public CopyBuffer bytesOrNull(byte[] values) {
        return values.length == 0 ? none() : bytea(values);
    }

    public CopyBuffer bytea(byte[] values) {
        reserve(4 + values.length);
        INT_AT.set(bytes, length, values.length);
        System.arraycopy(values, 0, bytes, length + 4, values.length);
        length += 4 + values.length;
        return this;
    }

    /** A {@code smallint[]} of one dimension; elements equal to {@code noValue} are null. */
    public CopyBuffer int2Array(short[] values, short noValue) {
        int start = arrayHeader(INT2, values.length);
        for (short value : values) {
            if (value == noValue) {
                none();
            } else {
                int2(value);
            }
        }
        return endArray(start);
    }

    /** A {@code smallint[]} of one dimension from unsigned bytes; null when it is empty. */
    public CopyBuffer int2ArrayOrNull(byte[] values) {
        if (values.length == 0) {
            return none();
        }
        int start = arrayHeader(INT2, values.length);
        for (byte value : values) {
            int2(Byte.toUnsignedInt(value));
        }
        return endArray(start);
    }

    /** An {@code integer[]} of one dimension. */
    public CopyBuffer int4Array(int[] values) {
        int start = arrayHeader(INT4, values.length);
        for (int value : values) {
            int4(value);
        }
        return endArray(start);
    }

    /** A {@code bigint[]} of one dimension. */
    public CopyBuffer int8Array(long[] values) {
        int start = arrayHeader(INT8, values.length);
        for (long value : values) {
            int8(value);
        }
        return endArray(start);
    }

    /** An array of one dimension; {@code writer} writes an element as if it were a field. */
    public <T> CopyBuffer arrayOf(int elementOid, List<T> elements, Consumer<T> writer) {
        int start = arrayHeader(elementOid, elements.size());
        elements.forEach(writer);
        return endArray(start);
    }

    /** Makes room for the elements, as long as they are of fixed length, and returns where the array begins. */
    private int arrayHeader(int elementOid, int elements) {
        int start = length;
        reserve(ARRAY_HEADER + elements * LONGEST_FIXED_FIELD);
        boolean isEmpty = elements == 0;
        INT_AT.set(bytes, start + 4, isEmpty ? 0 : 1);
        INT_AT.set(bytes, start + 8, 1); // says that there may be nulls; the server looks for itself
        INT_AT.set(bytes, start + 12, elementOid);
        INT_AT.set(bytes, start + 16, elements);
        INT_AT.set(bytes, start + 20, 1);
        length += isEmpty ? 16 : ARRAY_HEADER;
        return start;
    }

    private CopyBuffer endArray(int start) {
        INT_AT.set(bytes, start, length - start - Integer.BYTES);
        reserve(0);
        return this;
    }

    /** Makes room for so much, and for fixed fields behind it. */
    private void reserve(int moreBytes) {
        if (bytes.length - length < moreBytes + SLACK) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + moreBytes + SLACK));
        }
    }
}
