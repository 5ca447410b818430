package io.busbar.ingest.downlink;

import io.busbar.topic.CommandStatus.Status;
import io.busbar.topic.LoggerCommand;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a connected logger its commands, one after the other: the next one when the client said what became of the last. What it says nothing
 * of stays, and comes again over the next connection. Confined to the connection's event loop.
 */
public final class Delivery {

    private final Commands commands;
    private final String logger;
    private final Carrier carrier;
    private final Runnable receiver;
    private @Nullable LoggerCommand outstanding;
    private boolean ended;

    /** How a command gets to the client. Called on the event loop. */
    public interface Carrier {

        /** Whether the client wants commands. */
        boolean isReady();

        /**
         * Sends a command, or finds that it cannot be sent.
         *
         * @param json as it travels
         * @return what became of it; null when that is for the client to say
         */
        @Nullable
        Status carry(LoggerCommand command, byte[] json);
    }

    /** Carries nothing before {@link #proceed}. */
    public Delivery(Commands commands, String logger, Executor eventLoop, Carrier carrier) {
        this.commands = commands;
        this.logger = logger;
        this.carrier = carrier;
        this.receiver = () -> eventLoop.execute(this::proceed);
        commands.listen(logger, receiver);
    }

    /** Sends what waits, if the client is ready for it. */
    public void proceed() {
        while (!ended && outstanding == null && carrier.isReady()) {
            LoggerCommand command = commands.next(logger);
            if (command == null) {
                return;
            }
            // First, for a carrier that loses its connection over it.
            outstanding = command;
            @Nullable Status known = carrier.carry(command, command.encode());
            if (known != null) {
                outstanding = null;
                commands.settle(command, known);
            }
        }
    }

    /** Whether a command was sent of which the client said nothing yet. */
    public boolean isAwaiting() {
        return outstanding != null;
    }

    /** The client has the command that it was sent last, or refuses it. */
    public void acknowledged(boolean refused) {
        LoggerCommand command = outstanding;
        if (command != null) {
            outstanding = null;
            commands.settle(command, refused ? Status.REFUSED : Status.DELIVERED);
            proceed();
        }
    }

    /** The connection is gone. */
    public void end() {
        ended = true;
        commands.leave(logger, receiver);
    }
}
