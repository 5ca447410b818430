package io.busbar.query.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that takes no more than so many bytes. Confined to one thread. */
final class LimitedStream extends FilterOutputStream {

    private long left;

    /** There was more. */
    static final class Full extends IOException {
        Full() {
            super("the file is full");
        }
    }

    LimitedStream(OutputStream out, long maxBytes) {
        super(out);
        this.left = maxBytes;
    }

    @Override
    public void write(int value) throws IOException {
        take(1);
        out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        take(count);
        out.write(bytes, offset, count);
    }

    private void take(int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new Full();
        }
    }
}
