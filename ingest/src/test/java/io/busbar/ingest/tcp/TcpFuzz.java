package io.busbar.ingest.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.busbar.fleet.ScramVerifier;
import io.busbar.ingest.fuzz.AllocationBound;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Any bytes as what a client sends over TCP. A text that begins like a log-in is one, its two messages parted by a line break; else the first
 * four bytes say where the network cuts the rest. Stateless.
 */
public final class TcpFuzz {

    private static final int SEED_BYTES = 4;
    private static final int MAX_PIECE_BYTES = 64;
    private static final int FIXED_BYTES = 64 << 10;

    /** Read whole: the message of some bytes, and the list that this class makes. */
    private static final int BYTES_PER_BYTE = 64;

    private static final ScramVerifier VERIFIER = ScramVerifier.of(
            "nobody knows this key", "busbar-example-1".getBytes(ISO_8859_1), ScramVerifier.ITERATIONS);

    private TcpFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0 && (input[0] == 'n' || input[0] == 'y')) {
            logIn(new String(input, ISO_8859_1));
        } else if (input.length > SEED_BYTES) {
            messages(ByteBuffer.wrap(input).getInt(), Arrays.copyOfRange(input, SEED_BYTES, input.length));
        }
    }

    private static void logIn(String texts) {
        int end = texts.indexOf('\n');
        ScramExchange exchange = ScramExchange.begin(end < 0 ? texts : texts.substring(0, end));
        if (exchange != null) {
            if (exchange.userName().isEmpty()
                    || exchange.challenge(VERIFIER, "3rfcNHYJY1ZVvWVs7j0dGzpC").isEmpty()) {
                throw new AssertionError("a log-in without a name or a challenge");
            }
            if (exchange.accepts(texts.substring(end + 1))) {
                throw new AssertionError("a proof without the key");
            }
        }
    }

    private static void messages(int seed, byte[] stream) {
        List<String> whole = AllocationBound.within(FIXED_BYTES + (long) BYTES_PER_BYTE * stream.length, () -> {
            Messages heard = new Messages();
            heard.take(Buffer.buffer(stream));
            return heard.told;
        });
        Messages heard = new Messages();
        SplittableRandom random = new SplittableRandom(seed);
        // One byte each for some, so that every place is cut.
        int most = 1 + random.nextInt(MAX_PIECE_BYTES);
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(most));
            heard.take(Buffer.buffer(Arrays.copyOfRange(stream, at, end)));
            at = end;
        }
        if (!heard.told.equals(whole)) {
            throw new AssertionError("in pieces it is " + heard.told + ", whole it is " + whole);
        }
    }

    /** Collects what is told, as a connection collects what it has not read yet. */
    private static final class Messages implements TcpReader.Receiver {

        private final List<String> told = new ArrayList<>();
        private final TcpReader reader = new TcpReader(this);
        private Buffer input = Buffer.buffer();

        void take(Buffer received) {
            input = reader.take(input.length() == 0 ? received : input.appendBuffer(received));
            if (input.length() > TcpProtocol.LENGTH_BYTES + TcpProtocol.MAX_MESSAGE_BYTES) {
                throw new AssertionError(input.length() + " bytes are waited with");
            }
        }

        @Override
        public void frame(boolean json, int number, byte[] frame) {
            told.add((json ? "json " : "binary ") + number + " " + frame.length + " " + Arrays.hashCode(frame));
        }

        @Override
        public void commandsWanted() {
            told.add("wanted");
        }

        @Override
        public void commandTaken(int number, boolean refused) {
            told.add("taken " + number + " " + refused);
        }

        @Override
        public void commandAnswer(int number, byte[] body) {
            told.add("answer " + number + " " + body.length + " " + Arrays.hashCode(body));
        }

        @Override
        public void broken(TcpProtocol.Ending error, String detail) {
            told.add(error + " " + detail);
        }
    }
}
