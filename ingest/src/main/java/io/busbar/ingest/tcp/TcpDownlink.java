package io.busbar.ingest.tcp;

import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.downlink.Delivery;
import io.busbar.topic.CommandStatus.Status;
import io.busbar.topic.LoggerCommand;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives a client that asked for them its commands. Confined to the connection's event loop. */
final class TcpDownlink implements Delivery.Carrier {

    private final Commands commands;
    private final String serialNumber;
    private final Executor eventLoop;
    private final Consumer<Buffer> socket;
    private @Nullable Delivery delivery;

    /** Of the command that was sent last; they count from 1 in every connection. */
    private int number;

    /** @param socket is given what is to be sent */
    TcpDownlink(Commands commands, String serialNumber, Executor eventLoop, Consumer<Buffer> socket) {
        this.commands = commands;
        this.serialNumber = serialNumber;
        this.eventLoop = eventLoop;
        this.socket = socket;
    }

    /** The client wants commands from now on; saying so again changes nothing. */
    void wanted() {
        if (delivery == null) {
            delivery = new Delivery(commands, serialNumber, eventLoop, this);
        }
        delivery.proceed();
    }

    /** The client has, or refuses, the command of this number. */
    void taken(int ofNumber, boolean refused) {
        if (delivery != null && ofNumber == number) {
            delivery.acknowledged(refused);
        }
    }

    void end() {
        if (delivery != null) {
            delivery.end();
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public @Nullable Status carry(LoggerCommand command, byte[] json) {
        socket.accept(TcpProtocol.command(++number, json));
        return null;
    }
}
