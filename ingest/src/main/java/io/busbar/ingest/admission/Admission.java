package io.busbar.ingest.admission;

import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.journal.Completion;
import io.busbar.ingest.journal.Journal;
import io.busbar.topic.CommandStatus;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.RejectedFrame;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all listeners do alike: let loggers in, judge their frames, and put the outcome into the journal — accepted frames and refused
 * ones, so that both are durable before the client is answered. Thread-safe.
 */
public final class Admission {

    /** Before a log-in is refused: a registration may be on its way, and guessing takes its time. */
    public static final long SECOND_LOOK_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(Admission.class);
    private static final byte[] NOTHING = {};
    private static final int MAX_CLAIMED_NAME_CHARS = 64;

    private final FrameGate gate;
    private final Journal journal;
    private final LoggerRegistry registry;
    private final AddressLimits addresses;
    private final DoorMeters meters;
    private final Clock clock;
    private final Sessions sessions = new Sessions();
    private final RefusalLimiter refusals = new RefusalLimiter(System::nanoTime);

    public Admission(
            FrameGate gate,
            Journal journal,
            LoggerRegistry registry,
            AddressLimits addresses,
            DoorMeters meters,
            Clock clock) {
        this.addresses = addresses;
        this.gate = gate;
        this.journal = journal;
        this.registry = registry;
        this.meters = meters;
        this.clock = clock;
        registry.onRevoked(serialNumber -> sessions.end(serialNumber, Session.End.REVOKED));
    }

    /** Runs a task later on the caller's event loop. */
    public interface Later {
        void run(long delayMillis, Runnable task);
    }

    /** What became of looking up a logger; the registration is there when it may go on. */
    public interface LookedUp {
        void accept(Verdict verdict, @Nullable LoggerRegistration registration);
    }

    /**
     * Checks a key that was sent. Calls back at once when it is right, else after a second look.
     *
     * @param certifiedName of the client's certificate; null when it has none
     */
    public void logIn(
            String serialNumber,
            String address,
            @Nullable String certifiedName,
            byte[] key,
            Later later,
            Consumer<Verdict> verdict) {
        Verdict first = mayTry(serialNumber, address, certifiedName);
        if (first != Verdict.ADMITTED) {
            verdict.accept(first);
        } else if (registry.verify(serialNumber, key) == Verdict.ADMITTED) {
            verdict.accept(Verdict.ADMITTED);
        } else {
            later.run(SECOND_LOOK_MILLIS, () -> verdict.accept(registry.verify(serialNumber, key)));
        }
    }

    /**
     * Finds the logger of somebody who will prove to have its key. Calls back at once when there is one, else after a second look.
     *
     * @param certifiedName of the client's certificate; null when it has none
     */
    public void lookUp(
            String serialNumber, String address, @Nullable String certifiedName, Later later, LookedUp lookedUp) {
        Verdict first = mayTry(serialNumber, address, certifiedName);
        @Nullable LoggerRegistration found = registry.active(serialNumber);
        if (first != Verdict.ADMITTED || found != null) {
            lookedUp.accept(first, found);
        } else {
            later.run(SECOND_LOOK_MILLIS, () -> {
                @Nullable LoggerRegistration arrived = registry.active(serialNumber);
                lookedUp.accept(arrived == null ? Verdict.UNKNOWN_LOGGER : Verdict.ADMITTED, arrived);
            });
        }
    }

    private Verdict mayTry(String serialNumber, String address, @Nullable String certifiedName) {
        if (!addresses.mayLogIn(address)) {
            return Verdict.TOO_MANY_LOG_INS;
        }
        return registry.isAnother(certifiedName, serialNumber) ? Verdict.WRONG_CERTIFICATE : Verdict.ADMITTED;
    }

    /** Makes this the session of a logger that sent its key; an older one is ended. */
    public void enter(String serialNumber, byte[] key, Session session) {
        sessions.enter(serialNumber, session);
        if (registry.verify(serialNumber, key) != Verdict.ADMITTED) {
            // Revoked between the log-in and now, when there was no session to end.
            session.end(Session.End.REVOKED);
        }
    }

    /** Makes this the session of a logger that proved to have the key of its registration; an older one is ended. */
    public void enter(LoggerRegistration proved, Session session) {
        sessions.enter(proved.serialNumber(), session);
        @Nullable LoggerRegistration now = registry.active(proved.serialNumber());
        if (now == null || !Arrays.equals(now.keySha256(), proved.keySha256())) {
            session.end(Session.End.REVOKED);
        }
    }

    /** Counts a connection before anybody spoke; false when its address has too many. */
    public boolean connected(String address) {
        return addresses.connected(address);
    }

    public void disconnected(String address) {
        addresses.disconnected(address);
    }

    public void leave(String serialNumber, Session session) {
        sessions.leave(serialNumber, session);
    }

    /** The journal for the connections of one event loop. */
    public LoopJournal journalOn(Executor eventLoop) {
        return new LoopJournal(journal, eventLoop, meters);
    }

    /** A record for the journal with room for a frame at {@link FrameRecord#payloadOffset}. */
    public byte[] room(byte[] serialNumber, int frameBytes) {
        return FrameRecord.blank(FrameRecord.Kind.ACCEPTED, serialNumber, clock.millis(), journal.doorId(), frameBytes);
    }

    /** Judges a frame in its {@link #room} and journals it as accepted or refused. The queue answers once that is durable. */
    public void recorded(Transport transport, String serialNumber, byte[] record, int number, AckQueue acks) {
        int from = FrameRecord.payloadOffset(record);
        int bytes = record.length - from;
        meters.received(transport, bytes);
        if (gate.passes(serialNumber, record, from)) {
            meters.accepted(transport);
            acks.append(record, number, null, bytes);
        } else {
            judge(transport, serialNumber, Arrays.copyOfRange(record, from, record.length), number, acks);
        }
    }

    /** Judges a frame and journals it as accepted or refused. The queue answers once that is durable. */
    public void frame(Transport transport, String serialNumber, byte[] received, int number, AckQueue acks) {
        meters.received(transport, received.length);
        if (!transport.json() && gate.passes(serialNumber, received)) {
            accept(transport, serialNumber, received, received.length, number, acks);
        } else {
            judge(transport, serialNumber, received, number, acks);
        }
    }

    private void judge(Transport transport, String serialNumber, byte[] received, int number, AckQueue acks) {
        FrameOutcome outcome = outcome(transport, serialNumber, received);
        if (outcome instanceof FrameOutcome.Valid valid) {
            accept(transport, serialNumber, valid.frame(), received.length, number, acks);
        } else if (outcome instanceof FrameOutcome.Invalid invalid) {
            reject(transport, serialNumber, invalid.rejection(), received, number, acks);
        }
    }

    private void accept(
            Transport transport, String serialNumber, byte[] frame, int receivedBytes, int number, AckQueue acks) {
        meters.accepted(transport);
        acks.append(record(FrameRecord.Kind.ACCEPTED, serialNumber, frame), number, null, receivedBytes);
    }

    /** Journals a logger's answer to a command, or refuses it. The queue answers once that is durable. */
    public boolean answer(
            Transport transport, String serialNumber, String id, byte[] received, int number, AckQueue acks) {
        meters.received(transport, received.length);
        try {
            byte[] status = CommandStatus.answered(id, serialNumber, received).encode();
            byte[] record = record(FrameRecord.Kind.COMMAND_STATUS, serialNumber, status);
            acks.append(record, number, null, received.length);
            return true;
        } catch (IllegalArgumentException e) {
            FrameRejection rejection = new FrameRejection(Reason.MALFORMED, String.valueOf(e.getMessage()));
            reject(transport, serialNumber, rejection, received, number, acks);
            return false;
        }
    }

    /** Journals what became of a command; nobody waits for it, and a status that is lost means one more delivery. */
    public void commandStatus(CommandStatus status) {
        journal.append(record(FrameRecord.Kind.COMMAND_STATUS, status.logger(), status.encode()), Completion.IGNORED);
    }

    /** Journals a frame as refused without judging it. The queue answers once that is durable. */
    public void reject(
            Transport transport,
            String serialNumber,
            FrameRejection rejection,
            byte[] received,
            int number,
            AckQueue acks) {
        meters.rejected(transport, rejection.reason());
        acks.append(refused(transport, serialNumber, rejection, received), number, rejection, received.length);
    }

    /** By which a kept record can be followed. */
    public FrameRecord.Receipt receipt(long journalIndex) {
        return new FrameRecord.Receipt(journal.doorId(), journalIndex);
    }

    /** Counts a refused log-in and keeps some. */
    public void refusedLogIn(Transport transport, String address, String claimedName, Verdict verdict) {
        if (verdict == Verdict.TOO_MANY_LOG_INS) {
            meters.refused(transport, Refusal.TOO_MANY_LOG_INS);
            return;
        }
        Reason reason = verdict == Verdict.UNKNOWN_LOGGER ? Reason.UNKNOWN_LOGGER : Reason.BAD_KEY;
        String name = claimedName.substring(0, Math.min(claimedName.length(), MAX_CLAIMED_NAME_CHARS));
        keepSome(transport, address, "", new FrameRejection(reason, "log-in as '" + name + "' from " + address));
    }

    /** Counts something too large to be read and keeps some, without its content. */
    public void oversized(Transport transport, String address, @Nullable String serialNumber, String detail) {
        String logger = serialNumber == null ? "" : serialNumber;
        keepSome(transport, address, logger, new FrameRejection(Reason.TOO_LARGE, detail + ", from " + address));
    }

    private void keepSome(Transport transport, String address, String serialNumber, FrameRejection rejection) {
        meters.rejected(transport, rejection.reason());
        if (refusals.keep(address)) {
            journal.append(refused(transport, serialNumber, rejection, NOTHING), Completion.IGNORED);
        }
    }

    private FrameOutcome outcome(Transport transport, String serialNumber, byte[] received) {
        try {
            return transport.json() ? gate.json(serialNumber, received) : gate.binary(serialNumber, received);
        } catch (RuntimeException e) {
            // Kept for whoever mends the gate; the logger must not send it for ever.
            log.error("the gate failed on a frame of {} with {} bytes", serialNumber, received.length, e);
            return FrameOutcome.invalid(Reason.MALFORMED, "the frame could not be judged: " + e);
        }
    }

    private byte[] refused(Transport transport, String serialNumber, FrameRejection rejection, byte[] received) {
        FrameRejection.Reason reason = rejection.reason();
        RejectedFrame refused =
                new RejectedFrame(serialNumber, transport.code(), reason.code(), rejection.detail(), received);
        return record(FrameRecord.Kind.REJECTED, serialNumber, refused.encode());
    }

    private byte[] record(FrameRecord.Kind kind, String key, byte[] payload) {
        return new FrameRecord(kind, key, clock.millis(), journal.doorId(), 0, payload).encode();
    }
}
