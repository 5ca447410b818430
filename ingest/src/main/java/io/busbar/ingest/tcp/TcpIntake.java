package io.busbar.ingest.tcp;

import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.PendingFrame;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.busbar.ingest.listener.ReadBrake;
import io.busbar.ingest.listener.ReadValve;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a logged-in client and their answers. One cumulative acknowledgement answers all frames of a sync. Confined to the
 * connection's event loop.
 */
final class TcpIntake implements AckQueue.Sink, TcpReader.Receiver {

    private final TcpDoor door;
    private final String serialNumber;
    private final String address;
    private final TcpDownlink downlink;
    private final TcpLink link;
    private final AckQueue acks;
    private final ReadBrake brake;
    private final TcpReader reader = new TcpReader(this);
    private Buffer answers = Buffer.buffer();
    private @Nullable PendingFrame lastAnswered;
    private boolean ended;

    TcpIntake(TcpDoor door, String serialNumber, String address, Executor eventLoop, ReadValve valve, TcpLink link) {
        this.door = door;
        this.serialNumber = serialNumber;
        this.address = address;
        this.link = link;
        this.downlink = new TcpDownlink(door.commands(), serialNumber, eventLoop, link::send);
        this.acks = new AckQueue(door.journal(), this);
        this.brake = new ReadBrake(Transport.TCP, door.limits(), door.meters(), door.later(), acks, valve);
    }

    /** What is answered from now on goes nowhere. */
    void end() {
        ended = true;
        reader.stop();
        downlink.end();
    }

    /** Takes the complete messages and returns the rest. */
    Buffer take(Buffer input) {
        Buffer rest = reader.take(input);
        if (!ended) {
            brake.slow();
        }
        return rest;
    }

    @Override
    public void frame(boolean json, int number, byte[] frame) {
        brake.count();
        door.admission().frame(json ? Transport.TCP_JSON : Transport.TCP, serialNumber, frame, number, acks);
    }

    @Override
    public void commandsWanted() {
        brake.count();
        downlink.wanted();
    }

    @Override
    public void commandTaken(int number, boolean refused) {
        brake.count();
        downlink.taken(number, refused);
    }

    @Override
    public void commandAnswer(int number, byte[] body) {
        brake.count();
        int idBytes = body.length == 0 ? 0 : Byte.toUnsignedInt(body[0]);
        if (body.length < 1 + idBytes) {
            FrameRejection rejection = new FrameRejection(
                    Reason.MALFORMED, "answer to a command that ends inside its id: length=" + body.length);
            door.admission().reject(Transport.TCP_JSON, serialNumber, rejection, body, number, acks);
            return;
        }
        String id = new String(body, 1, idBytes, StandardCharsets.ISO_8859_1);
        byte[] answer = Arrays.copyOfRange(body, 1 + idBytes, body.length);
        if (door.admission().answer(Transport.TCP_JSON, serialNumber, id, answer, number, acks)) {
            door.commands().answered();
        }
    }

    @Override
    public void broken(TcpProtocol.Ending error, String detail) {
        if (error == TcpProtocol.Ending.TOO_LARGE) {
            door.admission().oversized(Transport.TCP, address, serialNumber, detail);
        }
        link.fail(error, detail, ConnectionEnd.PROTOCOL);
    }

    @Override
    public void acknowledge(PendingFrame frame, long journalIndex) {
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
