package io.busbar.ingest.tcp;

import io.busbar.frame.FrameRejection;
import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.PendingFrame;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.busbar.ingest.listener.ReadBrake;
import io.busbar.ingest.listener.ReadValve;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a logged-in client and their answers. One cumulative acknowledgement answers all frames of a sync. Confined to the
 * connection's event loop.
 */
final class TcpIntake implements AckQueue.Sink {

    private final TcpDoor door;
    private final String serialNumber;
    private final String address;
    private final TcpLink link;
    private final AckQueue acks;
    private final ReadBrake brake;
    private Buffer answers = Buffer.buffer();
    private @Nullable PendingFrame lastAnswered;
    private boolean numbered;
    private int nextNumber;
    private boolean ended;

    TcpIntake(TcpDoor door, String serialNumber, String address, ReadValve valve, TcpLink link) {
        this.door = door;
        this.serialNumber = serialNumber;
        this.address = address;
        this.link = link;
        this.acks = new AckQueue(door.journal(), this);
        this.brake = new ReadBrake(Transport.TCP, door.limits(), door.meters(), door.later(), acks, valve);
    }

    /** What is answered from now on goes nowhere. */
    void end() {
        ended = true;
    }

    /** Takes the complete messages and returns the rest. */
    Buffer take(Buffer input) {
        int position = 0;
        while (!ended && input.length() - position >= TcpProtocol.LENGTH_BYTES) {
            long length = input.getUnsignedIntLE(position);
            if (!isAllowed(length)) {
                return Buffer.buffer();
            }
            int start = position + TcpProtocol.LENGTH_BYTES;
            int end = start + (int) length;
            if (end > input.length()) {
                break;
            }
            message(input, start, end);
            position = end;
        }
        if (!ended) {
            brake.slow();
        }
        // A copy, so that what was read does not stay for a few bytes behind it.
        return position == 0 ? input : input.getBuffer(position, input.length());
    }

    private boolean isAllowed(long length) {
        if (length < TcpProtocol.MESSAGE_HEADER_BYTES) {
            protocolError(
                    TcpProtocol.Ending.MALFORMED,
                    "message length=" + length + ", at least " + TcpProtocol.MESSAGE_HEADER_BYTES);
            return false;
        }
        if (length > TcpProtocol.MAX_MESSAGE_BYTES) {
            String detail = "message length=" + length + ", limit=" + TcpProtocol.MAX_MESSAGE_BYTES;
            door.admission().oversized(Transport.TCP, address, serialNumber, detail);
            protocolError(TcpProtocol.Ending.TOO_LARGE, detail);
            return false;
        }
        return true;
    }

    private void message(Buffer input, int start, int end) {
        int type = input.getUnsignedByte(start);
        int number = input.getIntLE(start + 1);
        if (type != TcpProtocol.TYPE_BINARY && type != TcpProtocol.TYPE_JSON) {
            protocolError(TcpProtocol.Ending.MALFORMED, "message type=" + type + ", allowed are 1 and 2");
        } else if (numbered && number != nextNumber) {
            protocolError(
                    TcpProtocol.Ending.WRONG_NUMBER,
                    "message number=" + Integer.toUnsignedString(number) + ", expected "
                            + Integer.toUnsignedString(nextNumber));
        } else {
            numbered = true;
            nextNumber = number + 1;
            brake.count();
            door.admission()
                    .frame(
                            type == TcpProtocol.TYPE_JSON ? Transport.TCP_JSON : Transport.TCP,
                            serialNumber,
                            input.getBytes(start + TcpProtocol.MESSAGE_HEADER_BYTES, end),
                            number,
                            acks);
        }
    }

    private void protocolError(TcpProtocol.Ending error, String text) {
        link.fail(error, text, ConnectionEnd.PROTOCOL);
    }

    @Override
    public void acknowledge(PendingFrame frame) {
        FrameRejection rejection = frame.rejection();
        if (rejection != null) {
            TcpProtocol.appendRejection(answers, frame.number(), rejection);
        }
        lastAnswered = frame;
    }

    @Override
    public void unavailable(PendingFrame frame, JournalUnavailableException cause) {
        flush();
        link.fail(TcpProtocol.Ending.UNAVAILABLE, String.valueOf(cause.getMessage()), ConnectionEnd.UNAVAILABLE);
    }

    @Override
    public void flush() {
        if (ended || lastAnswered == null) {
            return;
        }
        TcpProtocol.appendAck(answers, lastAnswered.number(), System.currentTimeMillis());
        lastAnswered = null;
        Buffer group = answers;
        answers = Buffer.buffer();
        link.write(group);
        if (!ended) {
            brake.ease();
        }
    }
}
