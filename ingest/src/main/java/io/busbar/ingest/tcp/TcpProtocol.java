package io.busbar.ingest.tcp;

import io.busbar.frame.FrameLimits;
import io.busbar.frame.FrameRejection;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The bytes of the TCP protocol, all numbers little-endian; docs/tcp-protocol.md tells the whole. Stateless.
 *
 * <pre>
 *  hello     | "BSB2" | u16 length, SCRAM client-first-message |
 *  challenge | u8 0x84 | u16 length, SCRAM server-first-message |
 *  proof     | u16 length, SCRAM client-final-message |
 *  welcome   | u8 0x80 | u8 status | i64 server time, ms | u32 max frame bytes | u16 length, text |
 *
 *  message   | u32 length of the rest | u8 type | u32 number | body |
 *    1 and 2   frame, binary and JSON
 *    3         commands wanted: number 0, no body
 *    4         command taken: the command's number | u8 0, or 1 for refused |
 *    5         answer to a command: | u8 length, id | JSON |
 *
 *  ack       | u8 0x81 | u32 number | i64 server time, ms |
 *  rejection | u8 0x82 | u32 number | u8 reason | u16 length, text |
 *  error     | u8 0x83 | u8 error   | u16 length, text |
 *  command   | u8 0x85 | u32 number | u32 length, JSON |
 * </pre>
 */
final class TcpProtocol {

    static final int MAGIC = 0x32425342;
    static final int MAGIC_BYTES = 4;

    static final int LENGTH_BYTES = 4;
    static final int MESSAGE_HEADER_BYTES = 5;

    /** A little more than a frame may have, so that the gate can say what is too large. */
    static final int MAX_MESSAGE_BYTES = MESSAGE_HEADER_BYTES + FrameLimits.MAX_FRAME_BYTES + 1_024;

    static final int TYPE_BINARY = 1;
    static final int TYPE_JSON = 2;
    static final int TYPE_COMMANDS_WANTED = 3;
    static final int TYPE_COMMAND_TAKEN = 4;
    static final int TYPE_COMMAND_ANSWER = 5;

    static final int COMMAND_TAKEN = 0;
    static final int COMMAND_REFUSED = 1;

    static final int STATUS_ADMITTED = 0;
    static final int STATUS_UNKNOWN_LOGGER = 1;
    static final int STATUS_BAD_KEY = 2;
    static final int STATUS_BAD_HELLO = 3;
    static final int STATUS_NO_VERIFIER = 4;
    static final int STATUS_TOO_MANY_LOG_INS = 5;

    /** Serial number, nonces and salt need far less. */
    static final int MAX_SCRAM_BYTES = 1_024;

    private static final int WELCOME = 0x80;
    private static final int CHALLENGE = 0x84;
    private static final int ACK = 0x81;
    private static final int REJECTION = 0x82;
    private static final int ERROR = 0x83;
    private static final int COMMAND = 0x85;
    private static final int MAX_TEXT_CHARS = 512;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    /** Why the door closes a connection. */
    enum Ending {
        MALFORMED(1),
        TOO_LARGE(2),
        WRONG_NUMBER(3),
        UNAVAILABLE(4),
        TAKEN_OVER(5),
        REVOKED(6),
        CLOSING(7),
        IDLE(8);

        final int code;

        Ending(int code) {
            this.code = code;
        }
    }

    private TcpProtocol() {}

    static int status(Verdict verdict) {
        return switch (verdict) {
            case ADMITTED -> STATUS_ADMITTED;
            case UNKNOWN_LOGGER -> STATUS_UNKNOWN_LOGGER;
            case NO_VERIFIER -> STATUS_NO_VERIFIER;
            case TOO_MANY_LOG_INS -> STATUS_TOO_MANY_LOG_INS;
            case BAD_KEY, WRONG_CERTIFICATE -> STATUS_BAD_KEY;
        };
    }

    /** Whether the input may still become a hello. */
    static boolean mayBeginWithMagic(Buffer input) {
        for (int i = 0; i < Math.min(input.length(), MAGIC_BYTES); i++) {
            if (input.getByte(i) != (byte) (MAGIC >>> (8 * i))) {
                return false;
            }
        }
        return true;
    }

    static Buffer challenge(String serverFirst) {
        Buffer out = Buffer.buffer().appendByte((byte) CHALLENGE);
        appendText(out, serverFirst);
        return out;
    }

    /** @param text the server-final-message for who is admitted, else what is wrong */
    static Buffer welcome(int status, long nowMillis, String text) {
        Buffer out = Buffer.buffer()
                .appendByte((byte) WELCOME)
                .appendByte((byte) status)
                .appendLongLE(nowMillis)
                .appendUnsignedIntLE(FrameLimits.MAX_FRAME_BYTES);
        appendText(out, text);
        return out;
    }

    static void appendAck(Buffer out, int number, long nowMillis) {
        out.appendByte((byte) ACK).appendIntLE(number).appendLongLE(nowMillis);
    }

    static void appendRejection(Buffer out, int number, FrameRejection rejection) {
        out.appendByte((byte) REJECTION).appendIntLE(number).appendByte((byte) code(rejection.reason()));
        appendText(out, rejection.reason().code() + ": " + rejection.detail());
    }

    static Buffer error(Ending error, String text) {
        Buffer out = Buffer.buffer().appendByte((byte) ERROR).appendByte((byte) error.code);
        appendText(out, text);
        return out;
    }

    static Buffer command(int number, byte[] json) {
        return Buffer.buffer()
                .appendByte((byte) COMMAND)
                .appendIntLE(number)
                .appendIntLE(json.length)
                .appendBytes(json);
    }

    private static void appendText(Buffer out, String text) {
        String printable = UNPRINTABLE.matcher(text).replaceAll("?");
        byte[] bytes = printable
                .substring(0, Math.min(printable.length(), MAX_TEXT_CHARS))
                .getBytes(StandardCharsets.US_ASCII);
        out.appendUnsignedShortLE(bytes.length).appendBytes(bytes);
    }

    private static int code(FrameRejection.Reason reason) {
        return switch (reason) {
            case MALFORMED -> 1;
            case TOO_LARGE -> 2;
            case CHECKSUM -> 3;
            case UNSUPPORTED_VERSION -> 4;
            case WRONG_LOGGER -> 5;
            case VALUE_OUT_OF_RANGE -> 6;
            case TIME_MISSING -> 7;
            case TIME_OUT_OF_RANGE -> 8;
            case UNKNOWN_DEVICE_TYPE -> 9;
            case DUPLICATE_DEVICE -> 10;
            case DUPLICATE_POINT -> 11;
            // The text says which.
            default -> 255;
        };
    }
}
