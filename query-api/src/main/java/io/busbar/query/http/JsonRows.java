package io.busbar.query.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.busbar.query.series.SeriesBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The rows of a series in JSON, {@code ["2026-08-09T11:28:36Z",3312,null,"V1.2"]}, with commas between them. A day of a pack is half a million numbers;
 * the generator that writes all else looks at its state for each of them. Confined to one thread.
 */
final class JsonRows {

    /** Of a number: a sign and 19 digits. */
    private static final int MOST_CHARS = 20;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final OutputStream out;
    private final RowTimes times = new RowTimes();
    private byte[] bytes = new byte[1_024];
    private int length;
    private boolean isFirst = true;

    JsonRows(OutputStream out) {
        this.out = out;
    }

    /** The next row is the first of its series. */
    void begin() {
        isFirst = true;
    }

    void write(SeriesBlock block) throws IOException {
        for (int row = 0; row < block.rows(); row++) {
            length = 0;
            if (!isFirst) {
                add((byte) ',');
            }
            isFirst = false;
            add((byte) '[');
            times.set(block.timeMillis(row));
            string(times.bytes(), times.length());
            for (int column = 0; column < block.columns(); column++) {
                add((byte) ',');
                value(block, column, row);
            }
            add((byte) ']');
            out.write(bytes, 0, length);
        }
    }

    private void value(SeriesBlock block, int column, int row) {
        if (!block.has(column, row)) {
            add(NULL, NULL.length);
            return;
        }
        String text = block.text(column, row);
        if (text != null) {
            byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
            string(quoted, quoted.length);
        } else {
            number(block.value(column, row));
        }
    }

    private void string(byte[] quoted, int count) {
        add((byte) '"');
        add(quoted, count);
        add((byte) '"');
    }

    private void number(long value) {
        room(MOST_CHARS);
        long rest = value; // negative ones reach further
        if (value < 0) {
            bytes[length++] = '-';
        } else {
            rest = -value;
        }
        int digits = digits(rest);
        int at = length + digits;
        length = at;
        do {
            long tenth = rest / 10;
            bytes[--at] = (byte) ('0' + (tenth * 10 - rest));
            rest = tenth;
        } while (rest != 0);
    }

    /** Of a number that is not positive. */
    private static int digits(long rest) {
        int digits = 1;
        for (long bound = -10; rest <= bound && digits < 19; bound *= 10) {
            digits++;
        }
        return digits;
    }

    private void add(byte one) {
        room(1);
        bytes[length++] = one;
    }

    private void add(byte[] many, int count) {
        room(count);
        System.arraycopy(many, 0, bytes, length, count);
        length += count;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
