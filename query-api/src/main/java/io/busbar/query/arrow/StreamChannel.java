package io.busbar.query.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes buffers to a stream, a piece at a time. Confined to one thread. */
final class StreamChannel implements WritableByteChannel {

    private static final int PIECE_BYTES = 65_536;

    private final OutputStream out;
    private final byte[] piece = new byte[PIECE_BYTES];
    private boolean isOpen = true;

    StreamChannel(OutputStream out) {
        this.out = out;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = source.remaining();
        while (source.hasRemaining()) {
            int length = Math.min(piece.length, source.remaining());
            source.get(piece, 0, length);
            out.write(piece, 0, length);
        }
        return written;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    /** The stream stays open: it is another's. */
    @Override
    public void close() {
        isOpen = false;
    }
}
