package io.busbar.query.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.busbar.query.series.SeriesRow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
    private byte[] row = new byte[1_024];
    private int length;
    private boolean isFirst = true;

    JsonRows(OutputStream out) {
        this.out = out;
    }

    /** The next row is the first of its series. */
    void begin() {
        isFirst = true;
    }

    /** Writes one, of so many columns. */
    void write(SeriesRow values, int columns) throws IOException {
        length = 0;
        if (!isFirst) {
            add((byte) ',');
        }
        isFirst = false;
        add((byte) '[');
        string(times.text(values.timeMillis()).getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < columns; i++) {
            add((byte) ',');
            String text = values.text(i);
            if (!values.has(i)) {
                add(NULL);
            } else if (text != null) {
                string(JsonStringEncoder.getInstance().quoteAsUTF8(text));
            } else {
                number(values.value(i));
            }
        }
        add((byte) ']');
        out.write(row, 0, length);
    }

    private void string(byte[] quoted) {
        add((byte) '"');
        add(quoted);
        add((byte) '"');
    }

    private void number(long value) {
        room(MOST_CHARS);
        long rest = value; // negative ones reach further
        if (value < 0) {
            row[length++] = '-';
        } else {
            rest = -value;
        }
        int digits = digits(rest);
        int at = length + digits;
        length = at;
        do {
            long tenth = rest / 10;
            row[--at] = (byte) ('0' + (tenth * 10 - rest));
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
        row[length++] = one;
    }

    private void add(byte[] many) {
        room(many.length);
        System.arraycopy(many, 0, row, length, many.length);
        length += many.length;
    }

    private void room(int bytes) {
        if (row.length - length < bytes) {
            row = Arrays.copyOf(row, Math.max(2 * row.length, length + bytes));
        }
    }
}
