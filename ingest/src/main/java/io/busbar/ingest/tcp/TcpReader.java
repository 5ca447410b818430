package io.busbar.ingest.tcp;

import io.busbar.ingest.tcp.TcpProtocol.Ending;
import io.vertx.core.buffer.Buffer;

/**
 * Cuts what a logged-in client sends into messages, wherever the network cut it, and tells them apart. Knows no socket and keeps no bytes.
 * Confined to the connection's event loop.
 */
final class TcpReader {

    private final Receiver receiver;
    private boolean numbered;
    private int nextNumber;
    private boolean stopped;

    /** Is told what came, in this order. */
    interface Receiver {

        /** @param json else it is the binary form */
        void frame(boolean json, int number, byte[] frame);

        void commandsWanted();

        /** @param number of the command */
        void commandTaken(int number, boolean refused);

        /** @param body id and JSON, in whatever state */
        void commandAnswer(int number, byte[] body);

        /** The client does not keep to the protocol; nothing is read any more. */
        void broken(Ending error, String detail);
    }

    TcpReader(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Takes nothing more, not even what is there. */
    void stop() {
        stopped = true;
    }

    /** Takes the complete messages and returns the rest: less than one message. */
    Buffer take(Buffer input) {
        int position = 0;
        while (!stopped && input.length() - position >= TcpProtocol.LENGTH_BYTES) {
            long length = input.getUnsignedIntLE(position);
            if (!isAllowed(length)) {
                break;
            }
            int start = position + TcpProtocol.LENGTH_BYTES;
            int end = start + (int) length;
            if (end > input.length()) {
                break;
            }
            message(input, start, end);
            position = end;
        }
        if (stopped) {
            return Buffer.buffer();
        }
        // A copy, so that what was read does not stay for a few bytes behind it.
        return position == 0 ? input : input.getBuffer(position, input.length());
    }

    private boolean isAllowed(long length) {
        if (length < TcpProtocol.MESSAGE_HEADER_BYTES) {
            broken(Ending.MALFORMED, "message length=" + length + ", at least " + TcpProtocol.MESSAGE_HEADER_BYTES);
            return false;
        }
        if (length > TcpProtocol.MAX_MESSAGE_BYTES) {
            broken(Ending.TOO_LARGE, "message length=" + length + ", limit=" + TcpProtocol.MAX_MESSAGE_BYTES);
            return false;
        }
        return true;
    }

    private void message(Buffer input, int start, int end) {
        int type = input.getUnsignedByte(start);
        int number = input.getIntLE(start + 1);
        int body = start + TcpProtocol.MESSAGE_HEADER_BYTES;
        switch (type) {
            case TcpProtocol.TYPE_BINARY, TcpProtocol.TYPE_JSON -> {
                if (follows(number)) {
                    receiver.frame(type == TcpProtocol.TYPE_JSON, number, input.getBytes(body, end));
                }
            }
            case TcpProtocol.TYPE_COMMAND_ANSWER -> {
                if (follows(number)) {
                    receiver.commandAnswer(number, input.getBytes(body, end));
                }
            }
            case TcpProtocol.TYPE_COMMANDS_WANTED -> commandsWanted(number, end - body);
            case TcpProtocol.TYPE_COMMAND_TAKEN -> commandTaken(number, input, body, end);
            default -> broken(Ending.MALFORMED, "message type=" + type + ", allowed are 1 to 5");
        }
    }

    /** Whether the number is the next one. */
    private boolean follows(int number) {
        if (numbered && number != nextNumber) {
            broken(
                    Ending.WRONG_NUMBER,
                    "message number=" + Integer.toUnsignedString(number) + ", expected "
                            + Integer.toUnsignedString(nextNumber));
            return false;
        }
        numbered = true;
        nextNumber = number + 1;
        return true;
    }

    private void commandsWanted(int number, int bodyBytes) {
        if (number != 0 || bodyBytes != 0) {
            broken(
                    Ending.MALFORMED,
                    "message of type 3 with number=" + Integer.toUnsignedString(number) + " and " + bodyBytes
                            + " bytes behind it, both must be 0");
        } else {
            receiver.commandsWanted();
        }
    }

    private void commandTaken(int number, Buffer input, int body, int end) {
        int result = end - body == 1 ? input.getUnsignedByte(body) : -1;
        if (result != TcpProtocol.COMMAND_TAKEN && result != TcpProtocol.COMMAND_REFUSED) {
            broken(Ending.MALFORMED, "message of type 4 without a last byte that is 0 or 1");
        } else {
            receiver.commandTaken(number, result == TcpProtocol.COMMAND_REFUSED);
        }
    }

    private void broken(Ending error, String detail) {
        stopped = true;
        receiver.broken(error, detail);
    }
}
