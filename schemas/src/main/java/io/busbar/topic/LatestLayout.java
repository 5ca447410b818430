package io.busbar.topic;

import io.busbar.frame.Precedence;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link LatestRecord} lies in bytes, little-endian. Readings and cells name the frame that they came with by its place among the
 * origins, from 0, for most readings of a device come with one frame.
 *
 * <pre>
 *  +-----------+--------------+--------------+---------------+--------------------+--------------------+---------------------------+
 *  | layout u8 | has cells u8 | origins  u16 | readings  u16 | origins x 32 bytes | readings, each 16  | cells, when there are any |
 *  |  = 1      |  0 or 1      |              |               |                    | bytes or a text    |                           |
 *  +-----------+--------------+--------------+---------------+--------------------+--------------------+---------------------------+
 *
 *  origin   | observed-at ms i64 | received-at ms i64 | precedence, high i64 | precedence, low i64 |
 *  number   | point i32 | origin u16 | quality u8 | 0 u8 | value i64                               |
 *  text     | point i32 | origin u16 | quality u8 | 1 u8 | length u16 | UTF-8                      |
 *  cells    | origin u16 | cells u16 | qualities u16, 0 or as cells | temperatures u16 | mV i16 … | quality u8 … | 0.01 °C i16 … |
 * </pre>
 *
 * Stateless.
 */
final class LatestLayout {

    private static final byte LAYOUT = 1;
    private static final byte NUMBER = 0;
    private static final byte TEXT = 1;
    private static final int HEADER_BYTES = 6;
    private static final int ORIGIN_BYTES = 32;
    private static final int NUMBER_BYTES = 16;
    private static final int TEXT_HEADER_BYTES = 10;
    private static final int CELLS_HEADER_BYTES = 8;
    private static final int MAX_BYTES_PER_CHAR = 3;

    private LatestLayout() {}

    static byte[] encode(LatestRecord record) {
        List<Origin> origins = record.origins();
        ByteBuffer out = ByteBuffer.allocate(mostBytes(record, origins.size())).order(ByteOrder.LITTLE_ENDIAN);
        Cells cells = record.cells();
        out.put(LAYOUT).put((byte) (cells == null ? 0 : 1));
        out.putShort((short) origins.size()).putShort((short) record.readings().size());
        for (Origin origin : origins) {
            out.putLong(origin.observedAtMillis()).putLong(origin.receivedAtMillis());
            out.putLong(origin.precedence().high()).putLong(origin.precedence().low());
        }
        for (Reading reading : record.readings()) {
            encode(reading, origins.indexOf(reading.origin()), out);
        }
        if (cells != null) {
            encode(cells, origins.indexOf(cells.origin()), out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** @throws IllegalArgumentException when the bytes are no such record */
    static LatestRecord decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != LAYOUT) {
            throw new IllegalArgumentException("no latest record: length=" + bytes.length + ", layout="
                    + (bytes.length == 0 ? "none" : bytes[0]) + ", expected layout=" + LAYOUT);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1);
        try {
            boolean hasCells = in.get() != 0;
            Origin[] origins = new Origin[u16(in)];
            int readings = u16(in);
            for (int i = 0; i < origins.length; i++) {
                origins[i] = new Origin(in.getLong(), in.getLong(), new Precedence(in.getLong(), in.getLong()));
            }
            List<Reading> decoded = new ArrayList<>(readings);
            for (int i = 0; i < readings; i++) {
                decoded.add(reading(in, origins));
            }
            LatestRecord record = new LatestRecord(decoded, hasCells ? cells(in, origins) : null);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes after its end");
            }
            return record;
        } catch (BufferUnderflowException | ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "damaged latest record: length=" + bytes.length + ", at=" + in.position() + ": " + e, e);
        }
    }

    private static int mostBytes(LatestRecord record, int origins) {
        int bytes = HEADER_BYTES + origins * ORIGIN_BYTES;
        for (Reading reading : record.readings()) {
            String text = reading.text();
            bytes += text == null ? NUMBER_BYTES : TEXT_HEADER_BYTES + MAX_BYTES_PER_CHAR * text.length();
        }
        Cells cells = record.cells();
        return cells == null
                ? bytes
                : bytes
                        + CELLS_HEADER_BYTES
                        + Short.BYTES * (cells.millivolts().length + cells.centiCelsius().length)
                        + cells.quality().length;
    }

    private static void encode(Reading reading, int origin, ByteBuffer out) {
        String text = reading.text();
        out.putInt(reading.pointId()).putShort((short) origin).put((byte) reading.quality());
        if (text == null) {
            out.put(NUMBER).putLong(reading.value());
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.put(TEXT).putShort((short) utf8.length).put(utf8);
        }
    }

    private static Reading reading(ByteBuffer in, Origin[] origins) {
        int pointId = in.getInt();
        Origin origin = origins[u16(in)];
        int quality = Byte.toUnsignedInt(in.get());
        byte kind = in.get();
        if (kind != NUMBER && kind != TEXT) {
            throw new IllegalArgumentException("kind=" + kind + ", expected 0 or 1");
        }
        @Nullable String text = kind == TEXT ? new String(bytes(in, u16(in)), StandardCharsets.UTF_8) : null;
        return new Reading(pointId, origin, text == null ? in.getLong() : 0, text, quality);
    }

    private static void encode(Cells cells, int origin, ByteBuffer out) {
        out.putShort((short) origin).putShort((short) cells.millivolts().length);
        out.putShort((short) cells.quality().length).putShort((short) cells.centiCelsius().length);
        for (short millivolts : cells.millivolts()) {
            out.putShort(millivolts);
        }
        out.put(cells.quality());
        for (short centiCelsius : cells.centiCelsius()) {
            out.putShort(centiCelsius);
        }
    }

    private static Cells cells(ByteBuffer in, Origin[] origins) {
        Origin origin = origins[u16(in)];
        int cells = u16(in);
        int qualities = u16(in);
        int temperatures = u16(in);
        if (qualities != 0 && qualities != cells) {
            throw new IllegalArgumentException("qualities=" + qualities + ", expected 0 or " + cells);
        }
        return new Cells(origin, shorts(in, cells), bytes(in, qualities), shorts(in, temperatures));
    }

    private static short[] shorts(ByteBuffer in, int count) {
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.getShort();
        }
        return values;
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] values = new byte[count];
        in.get(values);
        return values;
    }

    private static int u16(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }
}
