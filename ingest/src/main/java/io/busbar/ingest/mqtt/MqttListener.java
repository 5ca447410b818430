package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.ingest.listener.Inbound;
import io.busbar.ingest.listener.Listener;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;

/**
 * Listens for loggers that speak MQTT. It works on the packets of Netty's codec, because a connection must be paused while too many
 * of its frames wait for the disk, and a group of acknowledgements should cost one write. One event loop.
 */
public final class MqttListener extends Listener {

    private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_CLIENT_ID_CHARS = 65_535;

    private final MqttDoor door;
    private long sweptNanos = System.nanoTime();

    public MqttListener(
            Endpoint endpoint, Admission admission, Commands commands, DoorMeters meters, ConnectionLimits limits) {
        super(endpoint, Transport.MQTT, admission, meters, limits);
        this.door = new MqttDoor(admission, journal(), commands, this::later, meters, limits, new MqttSessions());
    }

    @Override
    protected DoorConnection open(NetSocket socket) {
        NetSocketInternal internal = (NetSocketInternal) socket;
        DecodedPackets decoded = new DecodedPackets();
        PacketCutter cutter = new PacketCutter(door.admission()::room, Replies.MAX_PACKET_BYTES, decoded::count);
        MqttConnection connection = new MqttConnection(internal, door, cutter);
        internal.channelHandlerContext()
                .pipeline()
                .addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE)
                .addBefore("handler", "mqttCutter", cutter)
                .addBefore("handler", "mqttDecoder", decoder())
                .addBefore("handler", "decodedPackets", decoded)
                .addBefore("handler", "mqttPackets", new Inbound(connection::handle));
        return connection;
    }

    /** Of the packets of one connection. */
    static MqttDecoder decoder() {
        return new MqttDecoder(Replies.MAX_PACKET_BYTES, MAX_CLIENT_ID_CHARS);
    }

    @Override
    protected void look(long nowNanos) {
        door.commands().expire();
        if (nowNanos - sweptNanos > SWEEP_NANOS) {
            sweptNanos = nowNanos;
            door.sessions().forgetExpired(nowNanos);
        }
    }
}
